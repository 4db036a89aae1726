//! The built-in pages, from templates that are compiled in.

use super::{
    AppsView, BuiltInPages, ConsentView, ErrorView, FormPostView, Html, LoginView, Pages,
    SignedInView, SignedOutView,
};
use crate::error::HookResult;
use crate::model::Place;
use askama::Template;

/// The one style sheet; the brand's colour stands in a small one beside it.
const STYLE: &str = include_str!("../../templates/style.css");

macro_rules! templates {
    ($($name:ident($view:ty) = $path:literal;)*) => {$(
        #[derive(Template)]
        #[template(path = $path)]
        struct $name<'a> {
            style: &'static str,
            colours: &'a str,
            view: &'a $view,
        }

        impl<'a> $name<'a> {
            fn write(view: &'a $view) -> HookResult<Html> {
                let colours = view.site.colours();
                let text = $name { style: STYLE, colours: &colours, view }.render()?;
                Ok(Html::new(text).style(STYLE).style(&colours))
            }
        }
    )*};
}

templates! {
    Login(LoginView<'a>) = "login.html";
    Consent(ConsentView<'a>) = "consent.html";
    FormPost(FormPostView<'a>) = "form_post.html";
    Failure(ErrorView<'a>) = "error.html";
    SignedIn(SignedInView<'a>) = "signed_in.html";
    SignedOut(SignedOutView<'a>) = "signed_out.html";
    Apps(AppsView<'a>) = "apps.html";
}

impl Pages for BuiltInPages {
    fn login(&self, view: &LoginView<'_>) -> HookResult<Html> {
        Login::write(view)
    }

    fn consent(&self, view: &ConsentView<'_>) -> HookResult<Html> {
        Consent::write(view)
    }

    fn form_post(&self, view: &FormPostView<'_>) -> HookResult<Html> {
        FormPost::write(view)
    }

    fn error(&self, view: &ErrorView<'_>) -> HookResult<Html> {
        Failure::write(view)
    }

    fn signed_in(&self, view: &SignedInView<'_>) -> HookResult<Html> {
        SignedIn::write(view)
    }

    fn signed_out(&self, view: &SignedOutView<'_>) -> HookResult<Html> {
        SignedOut::write(view)
    }

    fn apps(&self, view: &AppsView<'_>) -> HookResult<Html> {
        Apps::write(view)
    }
}

impl BuiltInPages {
    /// What is shown where a hook failed to write a page. A template is checked when it is compiled;
    /// it cannot fail to render.
    pub(crate) fn last_resort(view: &ErrorView<'_>) -> Html {
        Failure::write(view).unwrap_or_else(|_| Html::new(view.description))
    }
}
