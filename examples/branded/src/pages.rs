//! All that a brand and a page of one's own take.

use askama::Template;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{Brand, Html, LoginView, Texts};

/// Name, colour and link of every page, and one text of the consent page.
#[must_use]
pub fn brand() -> Brand {
    static OURS: Texts = Texts {
        allow: "Connect",
        ..Texts::ENGLISH
    };
    Brand::new("Harbour")
        .accent("#00796b")
        .link("Privacy", "/privacy")
        .languages(&[&OURS])
}

/// The login page; the others stay the toolkit's.
#[derive(Template)]
#[template(path = "login.html")]
struct Login<'a>(&'a LoginView<'a>);

impl Pages for super::Harbour {
    fn login(&self, view: &LoginView<'_>) -> HookResult<Html> {
        Ok(Html::new(Login(view).render()?).style(include_str!("../templates/login.css")))
    }
}
