//! What a person sees: the trait that replaces any page alone, and the built-in pages.

mod built_in;
#[cfg(feature = "pages")]
mod fill;
mod html;
mod site;
#[cfg(not(feature = "pages"))]
mod switched_off;
#[cfg(feature = "pages")]
mod templates;
mod view;

pub use built_in::BuiltInPages;
#[cfg(feature = "pages")]
pub use fill::Filled;
pub use html::Html;
pub use site::Site;
pub(crate) use view::scope_field;
pub use view::{
    AppView, AppsView, ConsentView, ErrorView, FormPostView, LoginView, ScopeView, SignedInView,
    SignedOutView,
};

use crate::error::HookResult;

/// The provided methods of [`Pages`].
#[cfg(feature = "pages")]
macro_rules! provided {
    ($($methods:tt)*) => { $($methods)* };
}

/// Without the built-in pages the same methods are required, so that the feature only adds.
#[cfg(not(feature = "pages"))]
macro_rules! provided {
    ($($(#[$meta:meta])* fn $page:ident(&$this:ident, $view:ident: $of:ty) -> $result:ty $body:block)*) => {
        $($(#[$meta])* fn $page(&$this, $view: $of) -> $result;)*
    };
}

/// Writes the pages. Optional; mark a field `#[oauth2(pages)]`, or write `plays(pages)` in the
/// attribute when the struct itself plays it. Every page is provided and may be replaced alone;
/// without feature `pages` none is, and each must be written.
///
/// A page needs no script. Whatever a view holds must be escaped; a template engine does it.
///
/// ```
/// use oauth2_runtime::prelude::*;
/// use oauth2_runtime::{ErrorView, Html};
///
/// struct Branded;
///
/// # #[cfg(feature = "pages")]
/// impl Pages for Branded {
///     fn error(&self, view: &ErrorView<'_>) -> HookResult<Html> {
///         // `code` and `description` are fixed phrases: nothing of the request is in them.
///         Ok(Html::new(format!("<!doctype html><title>Sorry</title><p>{}", view.description)))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not play the role `pages`",
    label = "this role needs `impl Pages`",
    note = "write `impl Pages for {Self} {{ }}` with the pages you want to replace, or delete `pages` here"
)]
pub trait Pages {
    provided! {
        /// The login form of `login(form)`.
        ///
        /// # Errors
        /// The person gets a bare error page with a correlation id, here and below.
        fn login(&self, view: &LoginView<'_>) -> HookResult<Html> {
            BuiltInPages.login(view)
        }

        /// The question whether a client may have what it asks for.
        ///
        /// # Errors
        /// See [`Pages::login`].
        #[doc(alias = "renderFunction")]
        fn consent(&self, view: &ConsentView<'_>) -> HookResult<Html> {
            BuiltInPages.consent(view)
        }

        /// A failure that must not be sent to the client, because it is not known where that is.
        ///
        /// # Errors
        /// See [`Pages::login`].
        fn error(&self, view: &ErrorView<'_>) -> HookResult<Html> {
            BuiltInPages.error(view)
        }

        /// An answer that the person sends on to the client by a button.
        ///
        /// # Errors
        /// See [`Pages::login`].
        fn form_post(&self, view: &FormPostView<'_>) -> HookResult<Html> {
            BuiltInPages.form_post(view)
        }

        /// Who is signed in, with a way out.
        ///
        /// # Errors
        /// See [`Pages::login`].
        fn signed_in(&self, view: &SignedInView<'_>) -> HookResult<Html> {
            BuiltInPages.signed_in(view)
        }

        /// The last page after signing out.
        ///
        /// # Errors
        /// See [`Pages::login`].
        fn signed_out(&self, view: &SignedOutView<'_>) -> HookResult<Html> {
            BuiltInPages.signed_out(view)
        }

        /// The clients that have access to a person's account, each with a form that takes it back.
        ///
        /// # Errors
        /// See [`Pages::login`].
        fn apps(&self, view: &AppsView<'_>) -> HookResult<Html> {
            BuiltInPages.apps(view)
        }
    }
}

/// Who plays `pages`: printed by the attribute.
pub trait HasPages {
    /// Lends what plays the role.
    fn pages(&self) -> &impl Pages;
}

macro_rules! forward {
    ($($outer:ty),*) => {$(
        impl<T: Pages + ?Sized> Pages for $outer {
            fn login(&self, view: &LoginView<'_>) -> HookResult<Html> {
                (**self).login(view)
            }
            fn consent(&self, view: &ConsentView<'_>) -> HookResult<Html> {
                (**self).consent(view)
            }
            fn error(&self, view: &ErrorView<'_>) -> HookResult<Html> {
                (**self).error(view)
            }
            fn form_post(&self, view: &FormPostView<'_>) -> HookResult<Html> {
                (**self).form_post(view)
            }
            fn signed_in(&self, view: &SignedInView<'_>) -> HookResult<Html> {
                (**self).signed_in(view)
            }
            fn signed_out(&self, view: &SignedOutView<'_>) -> HookResult<Html> {
                (**self).signed_out(view)
            }
            fn apps(&self, view: &AppsView<'_>) -> HookResult<Html> {
                (**self).apps(view)
            }
        }
    )*};
}

forward!(std::sync::Arc<T>, Box<T>, &'static T);
