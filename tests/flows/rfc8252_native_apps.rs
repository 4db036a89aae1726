//! Native apps (RFC 8252): loopback on any port, private-use schemes, and nothing looser.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{MemoryStore, grants};
use std::sync::Arc;
use support::{AppScope, Browser, ISSUER, Reply, SECRET, photos, photos_with, redeeming};

/// An app with every kind of redirect, beside `cli`.
async fn signed_in() -> Browser {
    let app = Client::public("app")
        .redirect_uri("http://[::1]/callback")
        .redirect_uri("http://127.0.0.1:7000/fixed?x=1")
        .redirect_uri("http://localhost:8000/callback")
        .redirect_uri("https://app.example/claimed")
        .grants((grants::code, grants::refresh_token))
        .scopes([AppScope::Read]);
    let app = app.build().expect("a client");
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = photos_with(store, Settings::new(ISSUER), [app]);
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    browser
}

async fn ask(browser: &mut Browser, client: &str, uri: &str) -> Reply {
    let pairs = [("client_id", client), ("redirect_uri", uri)];
    browser.ask_code(&pairs).await
}

async fn redeem(browser: &mut Browser, client: &str, code: &str, uri: &str) -> Reply {
    let pairs = redeeming(code, &[("redirect_uri", uri)]);
    browser.public_token(client, &pairs).await
}

/// rfc8252-7.1-1, rfc8252-7.2-1, rfc8252-7.3-1
#[tokio::test]
async fn every_kind_of_redirect_completes_the_flow_without_a_secret() {
    let mut browser = signed_in().await;
    for (client, uri) in [
        ("cli", "http://127.0.0.1/callback"),
        ("cli", "http://127.0.0.1:1/callback"),
        ("cli", "http://127.0.0.1:51004/callback"),
        ("cli", "http://127.0.0.1:65535/callback"),
        ("cli", "com.example.cli:/callback"),
        ("app", "http://[::1]:51004/callback"),
        ("app", "http://127.0.0.1:7001/fixed?x=1"),
        ("app", "http://127.0.0.1/fixed?x=1"),
        ("app", "http://localhost:8000/callback"),
        ("app", "https://app.example/claimed"),
    ] {
        let page = ask(&mut browser, client, uri).await;
        page.is_page(200);
        let answer = browser.decide(&page, "allow").await;
        assert!(answer.header("location").starts_with(uri), "{answer:?}");
        let code = answer.query("code").expect("a code");
        let reply = redeem(&mut browser, client, &code, uri).await;
        assert_eq!(reply.status, 200, "{uri}: {reply:?}");
        assert!(reply.text("refresh_token").starts_with("ort_"));
    }
}

/// rfc9700-2.1-1, oauth-v2-1-draft-2.3.1-1, rfc8252-7.3-2, rfc8252-8.3-1, rfc8252-8.4-1
/// attack-20
#[tokio::test]
async fn nothing_but_the_port_of_a_loopback_address_is_free() {
    let mut browser = signed_in().await;
    for (client, uri) in [
        ("cli", "http://127.0.0.1:0/callback"),
        ("cli", "http://127.0.0.1:65536/callback"),
        ("cli", "http://127.0.0.1:080/callback"),
        ("cli", "http://127.0.0.1:/callback"),
        ("cli", "http://127.0.0.1:+80/callback"),
        ("cli", "http://127.0.0.1:80"),
        ("cli", "http://127.0.0.1:80/callback/"),
        ("cli", "http://127.0.0.1:80/callback?x=1"),
        ("cli", "http://127.0.0.1:80/x/../callback"),
        ("cli", "http://127.0.0.1:80@evil.example/callback"),
        ("cli", "http://127.0.0.1.evil.example/callback"),
        ("cli", "http://127.0.0.1:80.evil.example/callback"),
        ("cli", "http://127.0.0.2:80/callback"),
        ("cli", "http://127.1/callback"),
        ("cli", "http://0.0.0.0:80/callback"),
        ("cli", "http://localhost:80/callback"),
        ("cli", "http://[::1]:80/callback"),
        ("cli", "https://127.0.0.1:80/callback"),
        ("cli", "com.example.cli:/other"),
        ("cli", "com.example.cli://callback"),
        ("cli", "COM.example.cli:/callback"),
        ("app", "http://127.0.0.1:80/callback"),
        ("app", "http://[::1]:80/fixed?x=1"),
        ("app", "http://[0:0:0:0:0:0:0:1]:80/callback"),
        ("app", "http://localhost:8001/callback"),
        ("app", "http://localhost/callback"),
        ("app", "https://app.example:8443/claimed"),
    ] {
        let reply = ask(&mut browser, client, uri).await;
        reply.is_page(400);
    }
}

/// rfc8252-7.3-3
#[tokio::test]
async fn the_port_of_the_token_request_is_that_of_the_authorization_request() {
    let mut browser = signed_in().await;
    let uri = "http://127.0.0.1:51004/callback";
    for other in [
        "http://127.0.0.1:51005/callback",
        "http://127.0.0.1/callback",
        "",
    ] {
        let page = ask(&mut browser, "cli", uri).await;
        let code = browser.decide(&page, "allow").await.query("code");
        let code = code.expect("a code");
        let reply = redeem(&mut browser, "cli", &code, other).await;
        reply.is_error(400, "invalid_grant");
    }
}

/// rfc8252-6-1
#[tokio::test]
async fn an_app_without_pkce_is_refused() {
    let mut browser = signed_in().await;
    let pairs = [
        ("client_id", "cli"),
        ("redirect_uri", "com.example.cli:/callback"),
        ("code_challenge", ""),
        ("code_challenge_method", ""),
    ];
    let reply = browser.ask_code(&pairs).await;
    reply.is_error_redirect("invalid_request");
    let location = reply.header("location");
    assert!(location.starts_with("com.example.cli:/callback?error="));
}

/// rfc6749-4.1.3-4, rfc6749-10.1-1, rfc8252-8.5-1
#[tokio::test]
async fn a_secret_proves_nothing_for_an_app() {
    let mut browser = signed_in().await;
    let uri = "http://127.0.0.1:51004/callback";
    let page = ask(&mut browser, "cli", uri).await;
    let code = browser.decide(&page, "allow").await.query("code");
    let code = code.expect("a code");
    let pairs = redeeming(&code, &[("redirect_uri", uri)]);
    let by_header = browser.token("cli", &pairs).await;
    by_header.is_error(401, "invalid_client");
    let with_secret = [&pairs[..], &[("client_secret", SECRET)]].concat();
    let by_form = browser.public_token("cli", &with_secret).await;
    by_form.is_error(401, "invalid_client");
    assert_eq!(browser.public_token("cli", &pairs).await.status, 200);
    let app = Client::public("app").build().expect("a client");
    let mut parts = app.parts().clone();
    parts.secrets.push(ClientSecret::given(SECRET).hash());
    assert!(Client::from_parts(parts).is_err(), "public with a secret");
}

/// rfc6749-10.2-3, rfc8252-8.6-1
/// attack-31
#[tokio::test]
async fn an_app_is_asked_about_again_although_its_consent_is_remembered() {
    let mut browser = signed_in().await;
    for uri in ["com.example.cli:/callback", "http://127.0.0.1:9/callback"] {
        for _ in 0..2 {
            let page = ask(&mut browser, "cli", uri).await;
            page.is_page(200);
            let answer = browser.decide(&page, "allow").await;
            assert!(answer.query("code").is_some());
        }
    }
}

/// What was allowed while a secret proved who the client is does not count without one.
#[tokio::test]
async fn a_client_that_became_public_is_asked_about_again() {
    let uri = "https://app.example/claimed";
    let secret = ClientSecret::given(SECRET);
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let named = [("client_id", "app"), ("redirect_uri", uri)];
    for (builder, page) in [
        (Client::confidential("app", &secret), true),
        (Client::confidential("app", &secret), false),
        (Client::public("app"), true),
    ] {
        let builder = builder.redirect_uri(uri).grants(grants::code);
        let app = builder.scopes([AppScope::Read]).build().expect("a client");
        let (router, ..) = photos_with(store.clone(), Settings::new(ISSUER), [app]);
        let mut browser = Browser::new(&router);
        browser.sign_in().await;
        let answer = browser.ask_code(&named).await;
        assert_eq!(answer.status == 200, page, "{answer:?}");
        if page {
            browser.decide(&answer, "allow").await;
        }
    }
}

/// rfc6749-10.2-1, rfc8252-5-1
#[tokio::test]
async fn the_question_shows_the_place_and_is_not_framed() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    for (uri, place) in [
        (
            "http://127.0.0.1:51004/callback",
            "An app on this computer (127.0.0.1:51004)",
        ),
        (
            "com.example.cli:/callback",
            "An app on this device (com.example.cli)",
        ),
    ] {
        let page = ask(&mut browser, "cli", uri).await;
        let shown = page.reads();
        assert!(shown.contains(place), "{shown}");
        let warning = "Allow this only if you started it yourself just now.";
        assert!(shown.contains(warning), "{shown}");
        assert_eq!(page.header("x-frame-options"), "DENY");
    }
}
