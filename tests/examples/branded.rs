//! The example `branded`: one page of its own, the brand on the others.

use axum::Router;
use support::{Browser, query_of};

#[tokio::test]
async fn one_page_is_replaced_and_the_others_bear_the_brand() {
    let server = branded::server("http://127.0.0.1:3000").expect("a server");
    let app: Router = Router::new()
        .merge(server.router())
        .with_state(server.clone());
    let mut browser = Browser::new(&app);
    let query = query_of(&[
        ("response_type", "code"),
        ("client_id", "demo"),
        ("redirect_uri", "http://127.0.0.1:9/callback"),
        (
            "code_challenge",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ),
        ("code_challenge_method", "S256"),
    ]);
    let request = format!("/oauth/authorize?{query}");
    let to_login = browser.get(&request).await;
    let form = browser.get(to_login.header("location")).await;
    assert!(form.body.contains("<h1>Welcome to Harbour</h1>"));
    let ticket = form.field("ticket").expect("a ticket");
    let login = [
        ("username", "alice"),
        ("password", "wonderland"),
        ("ticket", &*ticket),
    ];
    let back = browser.post_with("/login", &[], &login).await;
    let asked = browser.get(back.header("location")).await;
    let shown = asked.reads();
    for text in [
        "Demo wants to access your Harbour account",
        "Deny",
        "Connect",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    assert!(asked.body.contains("<style>:root{--act:#00796b}"));
    assert!(asked.body.contains("<a href=\"/privacy\">Privacy</a>"));
}

/// The README says how long it is.
#[test]
fn the_pages_take_thirty_lines() {
    let lines = include_str!("../../examples/branded/src/pages.rs").lines();
    assert!(lines.count() <= 30);
}
