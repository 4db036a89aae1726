//! In the place of the templates where feature `pages` is off: what the compiler says to whoever
//! needs them.

use super::{
    AppsView, BuiltInPages, ConsentView, ErrorView, FormPostView, Html, LoginView, Pages,
    SignedInView, SignedOutView,
};
use crate::error::HookResult;

/// What the built-in pages would need. Rustc takes a demand that cannot be met only where something
/// in it is open, here a lifetime, and then it is this text that it prints.
#[diagnostic::on_unimplemented(
    message = "the built-in pages are switched off",
    label = "this shows pages to people",
    note = "turn on feature `pages` of `oauth2-runtime`, which is one of its default features",
    note = "or write pages of your own: `#[oauth2(pages)]` on a field whose type implements `Pages`, or `plays(pages)` in the attribute"
)]
pub trait SwitchedOn {}

/// Rustc lists who has the trait: without this one it would say that [`BuiltInPages`] are there.
#[derive(Debug)]
pub enum FeaturePages {}

impl SwitchedOn for &FeaturePages {}

macro_rules! switched_off {
    ($($page:ident($view:ty);)*) => {
        // Without this impl rustc would propose to write one.
        impl Pages for BuiltInPages
        where
            for<'a> &'a BuiltInPages: SwitchedOn,
        {
            $(fn $page(&self, _: &$view) -> HookResult<Html> {
                Ok(Html::new(""))
            })*
        }
    };
}

switched_off! {
    login(LoginView<'_>);
    consent(ConsentView<'_>);
    form_post(FormPostView<'_>);
    error(ErrorView<'_>);
    signed_in(SignedInView<'_>);
    signed_out(SignedOutView<'_>);
    apps(AppsView<'_>);
}

impl BuiltInPages {
    /// What is shown where a hook failed to write a page: the phrase alone, which is fixed.
    pub(crate) fn last_resort(view: &ErrorView<'_>) -> Html {
        Html::new(view.description)
    }
}
