//! The pages of one application: its name, logo, colour, links and languages.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{Brand, MemoryStore, Settings, Texts};
use std::sync::Arc;
use support::{Browser, ISSUER, Reply, code_request, photos, photos_with};

/// Arabic with a sentence for one scope of the application.
static OURS: Texts = Texts {
    scope: |name| (name == "read").then_some("رؤية صورك"),
    ..Texts::ARABIC
};

fn browser(brand: Brand) -> Browser {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = photos_with(store, Settings::new(ISSUER).brand(brand), []);
    Browser::new(&router)
}

/// Every kind of page, by a person who comes, fails, signs in, is asked and goes.
async fn all_pages(browser: &mut Browser) -> Vec<Reply> {
    let mut pages = vec![
        browser.get("/login").await,
        browser.sign_in_as("alice", "wrong").await,
        browser.get("/logout").await,
    ];
    browser.sign_in().await;
    pages.extend([
        browser.get("/login").await,
        browser.ask_code(&[]).await,
        browser.ask_code(&[("client_id", "nobody")]).await,
    ]);
    pages
}

async fn in_language(browser: &mut Browser, accepted: &str, pairs: &[(&str, &str)]) -> Reply {
    let header = [("accept-language", accepted)];
    browser.get_with(&code_request(pairs), &header).await
}

#[tokio::test]
async fn every_page_bears_the_name_the_logo_the_colour_and_the_links() {
    let brand = Brand::new("Photos & Co")
        .accent("#7a1fa2")
        .logo("/static/logo.svg")
        .link("Privacy", "https://photos.example/privacy?a=1&b=2");
    let mut browser = browser(brand);
    for page in all_pages(&mut browser).await {
        for text in [
            "<img src=\"/static/logo.svg\" alt=\"\"",
            "<span>Photos &#38; Co</span>",
            " · Photos &#38; Co</title>",
            "<style>:root{--act:#7a1fa2}",
            "<a href=\"https://photos.example/privacy?a=1&#38;b=2\">Privacy</a>",
        ] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
    }
    let asked = browser.ask_code(&[]).await.reads();
    let heading = "wants to access your Photos &#38; Co account";
    assert!(asked.contains(heading), "{asked}");
}

#[tokio::test]
async fn without_a_brand_the_pages_show_the_host_and_link_nowhere() {
    let (router, ..) = photos();
    for page in all_pages(&mut Browser::new(&router)).await {
        assert!(page.body.contains(" · photos.example</title>"));
        assert!(!page.body.contains("<footer>") && !page.body.contains("<img"));
    }
}

#[tokio::test]
async fn a_logo_may_be_put_into_the_page_as_an_image_that_runs_nothing() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let mut browser = browser(Brand::new("Photos").logo_svg(svg));
    let page = browser.get("/login").await;
    assert!(page.body.contains("<img src=\"data:image/svg+xml;base64,"));
    assert!(!page.body.contains("<script"), "{}", page.body);
}

#[tokio::test]
async fn a_browser_and_before_it_a_client_choose_among_the_languages() {
    let brand = Brand::new("Photos").languages(&[&Texts::ENGLISH, &OURS]);
    let mut browser = browser(brand);
    browser.sign_in().await;
    for (accepted, pairs, language) in [
        ("de", &[][..], "en"),
        ("de, ar-EG;q=0.8, en;q=0.5", &[], "ar"),
        ("en", &[("ui_locales", "xx ar")], "ar"),
        ("ar", &[("ui_locales", "en-GB ar")], "en"),
        ("ar", &[("ui_locales", "xx")], "ar"),
    ] {
        let page = in_language(&mut browser, accepted, pairs).await;
        let direction = if language == "ar" { "rtl" } else { "ltr" };
        let html = format!("<html lang=\"{language}\" dir=\"{direction}\">");
        assert!(
            page.body.contains(&html),
            "{accepted} {pairs:?}: {}",
            page.body
        );
    }
    let page = in_language(&mut browser, "ar", &[("scope", "read photos:write")]).await;
    let shown = page.reads();
    for text in [
        "رؤية صورك",
        "Add and delete photos",
        "سماح",
        "رفض",
        "90 يومًا",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
}

#[tokio::test]
async fn the_language_that_a_client_wants_lasts_through_the_login() {
    let brand = Brand::new("Photos").languages(&[&Texts::ENGLISH, &Texts::ARABIC]);
    let mut browser = browser(brand);
    let to_login = browser.ask_code(&[("ui_locales", "ar")]).await;
    let form = browser.get(to_login.header("location")).await;
    assert!(form.body.contains("<html lang=\"ar\" dir=\"rtl\">"));
    let ticket = form.field("ticket").expect("a ticket");
    let wrong = [
        ("username", "alice"),
        ("password", "x"),
        ("ticket", &ticket),
    ];
    let refused = browser.post("/login", &wrong).await;
    assert!(refused.body.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(refused.reads().contains(Texts::ARABIC.wrong_credentials));
}

#[tokio::test]
async fn a_language_is_spoken_only_where_the_application_opens_it() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = in_language(&mut browser, "ar", &[("ui_locales", "ar")]).await;
    assert!(page.body.contains("<html lang=\"en\" dir=\"ltr\">"));
}

/// No page is left half in another language.
#[tokio::test]
async fn every_page_in_arabic_is_in_arabic() {
    let brand = Brand::new("صور").languages(&[&OURS]);
    for page in all_pages(&mut browser(brand)).await {
        let shown = page.reads();
        let names = [
            "alice",
            "Alice",
            "Web",
            "Sons",
            "web.example",
            "web",
            "photos.example",
            "W",
        ];
        let english = names
            .iter()
            .fold(shown.clone(), |text, name| text.replace(name, ""));
        // What developers need stays as the protocol has it.
        let english = english.split("تفاصيل للمطورين").next().unwrap_or_default();
        let english = english.replace("&#38;", "");
        assert!(
            !english.contains(|one: char| one.is_ascii_alphabetic()),
            "{shown}"
        );
    }
}
