//! The built-in pages, from templates that are compiled in.

use super::{ConsentView, ErrorView, Html, LoginView, Pages, SignedInView};
use crate::error::HookResult;
use askama::Template;

/// The one style sheet; plain until the pages get their own design.
const STYLE: &str = include_str!("../../templates/style.css");

/// The toolkit's own pages.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuiltInPages;

macro_rules! templates {
    ($($name:ident($view:ty) = $path:literal;)*) => {$(
        #[derive(Template)]
        #[template(path = $path)]
        struct $name<'a> {
            style: &'static str,
            view: &'a $view,
        }
    )*};
}

templates! {
    Login(LoginView<'a>) = "login.html";
    Consent(ConsentView<'a>) = "consent.html";
    Failure(ErrorView<'a>) = "error.html";
    SignedIn(SignedInView<'a>) = "signed_in.html";
}

#[derive(Template)]
#[template(path = "signed_out.html")]
struct SignedOut {
    style: &'static str,
}

impl Pages for BuiltInPages {
    fn login(&self, view: &LoginView<'_>) -> HookResult<Html> {
        write(&Login { style: STYLE, view })
    }

    fn consent(&self, view: &ConsentView<'_>) -> HookResult<Html> {
        write(&Consent { style: STYLE, view })
    }

    fn error(&self, view: &ErrorView<'_>) -> HookResult<Html> {
        write(&Failure { style: STYLE, view })
    }

    fn signed_in(&self, view: &SignedInView<'_>) -> HookResult<Html> {
        write(&SignedIn { style: STYLE, view })
    }

    fn signed_out(&self) -> HookResult<Html> {
        write(&SignedOut { style: STYLE })
    }
}

fn write(template: &impl Template) -> HookResult<Html> {
    Ok(Html::new(template.render()?).style(STYLE))
}
