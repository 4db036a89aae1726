//! What a code is bound to, and what cannot be one (RFC 6749 §4.1.2, appendix A.11).

use crate::failing::Failing;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{MemoryStore, grants};
use std::sync::Arc;
use support::{
    AppScope, Browser, ISSUER, SECRET, photos, photos_on, photos_with, query_of, redeeming,
};

/// rfc6749-4.1.2-6: requests name no resource yet.
#[tokio::test]
async fn a_code_is_good_for_what_it_was_given_for_and_nothing_else() {
    let (router, ..) = photos();
    let mut bob = Browser::new(&router);
    bob.sign_in_as("bob", "builder").await;
    let asked = [("scope", "photos:write")];
    let page = bob.ask_code(&asked).await;
    let code = bob.decide(&page, "allow").await.query("code");
    let given = bob.redeem(&code.expect("a code")).await;
    let me = bob.with_token("/api/me", &given.text("access_token")).await;
    assert_eq!(me.body, "person user-2 scopes photos:write");

    let other_verifier = "c".repeat(43);
    let redirect = "https://other.example/second";
    let code = bob.code_with(&asked).await;
    let foreign = bob.token("other", &redeeming(&code, &[])).await;
    foreign.is_error(400, "invalid_grant");
    for wrong in [
        ("redirect_uri", redirect),
        ("redirect_uri", ""),
        ("code_verifier", other_verifier.as_str()),
        ("code_verifier", ""),
    ] {
        let code = bob.code_with(&asked).await;
        let reply = bob.token("web", &redeeming(&code, &[wrong])).await;
        reply.is_error(400, "invalid_grant");
    }
    // A request that named no redirect URI is bound to having named none.
    let page = bob.ask_code(&[asked[0], ("redirect_uri", "")]).await;
    let code = page.query("code").expect("remembered consent");
    let named = [("redirect_uri", redirect)];
    let reply = bob.token("web", &redeeming(&code, &named)).await;
    reply.is_error(400, "invalid_grant");
}

/// rfc6749-4.1.3-3
#[tokio::test]
async fn without_a_redirect_uri_at_authorization_the_token_request_needs_none() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = browser.ask_code(&[("redirect_uri", "")]).await;
    let code = browser.decide(&page, "allow").await.query("code");
    let code = code.expect("a code");
    let none = [("redirect_uri", "")];
    let reply = browser.token("web", &redeeming(&code, &none)).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let next = browser.ask_code(&none).await.query("code");
    let next = next.expect("a code for remembered consent");
    let other = [("redirect_uri", "https://other.example/second")];
    let reply = browser.token("web", &redeeming(&next, &other)).await;
    reply.is_error(400, "invalid_grant");
}

/// rfc6749-3.2.1-2, rfc6749-3.2.1-3
#[tokio::test]
async fn a_public_client_names_itself_and_redeems_no_code_of_another() {
    let place = "https://app.example/claimed";
    let app = |id: &str| {
        let app = Client::public(id).redirect_uri(place).grants(grants::code);
        app.scopes([AppScope::Read]).build().expect("a client")
    };
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let all = [app("app"), app("twin")];
    let (router, ..) = photos_with(store, Settings::new(ISSUER), all);
    let mut browser = Browser::new(&router);
    let named = [("client_id", "app"), ("redirect_uri", place)];
    let code = browser.code_with(&named).await;
    let form = redeeming(&code, &[("redirect_uri", place)]);
    let nameless = browser.token_raw(None, &query_of(&form)).await;
    nameless.is_error(401, "invalid_client");
    let twin = browser.public_token("twin", &form).await;
    twin.is_error(400, "invalid_grant");
    let web = browser.token("web", &form).await;
    web.is_error(400, "invalid_grant");
    assert_eq!(browser.public_token("app", &form).await.status, 200);
}

/// rfc6749-A.11-1
#[tokio::test]
async fn what_cannot_be_a_code_is_refused_without_asking_the_store() {
    let store = Failing::new();
    let (router, ..) = photos_on(store.clone());
    let mut app = Browser::new(&router);
    let code = app.code().await;
    let altered = format!(
        "{}{}",
        &code[..52],
        if code.ends_with('A') { 'B' } else { 'A' }
    );
    let long = format!("{code}{}", "a".repeat(10_000));
    for wrong in [
        altered.as_str(),
        &long,
        &code[1..],
        &code.to_uppercase(),
        &format!("{code}\u{e4}"),
        &format!("{code}\n"),
        "\u{7f}",
        SECRET,
    ] {
        app.redeem(wrong).await.is_error(400, "invalid_grant");
    }
    assert_eq!(store.calls("take_code"), 0);
    assert_eq!(app.redeem(&code).await.status, 200);
    assert_eq!(store.calls("take_code"), 1, "a code is looked up");
}
