//! The issuer in every authorization response (RFC 9207): declared once, never inferred.

use oauth2_runtime::MemoryStore;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use support::{Browser, ISSUER, People, Photos, Reply, code_request, photos, photos_with};

const TOKEN: [(&str, &str); 5] = [
    ("response_type", "token"),
    ("client_id", "page"),
    ("redirect_uri", "https://page.example/cb?tab=2"),
    ("code_challenge", ""),
    ("code_challenge_method", ""),
];

fn at(issuer: &str) -> Browser {
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    Browser::new(&photos_with(store, Settings::new(issuer), []).0)
}

/// Exactly one `iss`, of this value, among the parameters that `told` reads.
fn has_issuer(reply: &Reply, told: fn(&Reply, &str) -> Option<String>, issuer: &str) {
    assert_eq!(reply.status, 303, "{reply:?}");
    assert_eq!(told(reply, "iss").as_deref(), Some(issuer), "{reply:?}");
    let count = reply.header("location").matches("iss=").count();
    assert_eq!(count, 1, "{reply:?}");
}

/// rfc8414-3.3-1, rfc9207-2-1, rfc9207-2-2, rfc9207-2-3, rfc9207-2-4
/// attack-92
#[tokio::test]
async fn every_answer_to_the_client_says_who_gave_it_byte_for_byte() {
    for issuer in [
        ISSUER,
        "https://photos.example/tenant-1",
        "http://127.0.0.1:3000",
    ] {
        let mut browser = at(issuer);
        let mut answers = Vec::new();
        for response_type in ["nonsense", ""] {
            let reply = browser.ask_code(&[("response_type", response_type)]).await;
            has_issuer(&reply, Reply::query, issuer);
        }
        for more in [vec![], TOKEN.to_vec()] {
            let told = if more.is_empty() {
                Reply::query
            } else {
                Reply::fragment
            };
            let wrong = [&more[..], &[("scope", "nonsense")]].concat();
            answers.push((browser.ask_code(&wrong).await, told));
            sign_in_at(&mut browser, issuer).await;
            answers.push((browser.ask_code(&wrong).await, told));
            for verdict in ["deny", "allow"] {
                let page = browser.ask_code(&more).await;
                answers.push((decide_at(&mut browser, issuer, &page, verdict).await, told));
            }
            browser.cookies.clear();
        }
        for (reply, told) in &answers {
            has_issuer(reply, *told, issuer);
        }
        let path = &issuer[origin(issuer).len()..];
        let place = format!("/.well-known/oauth-authorization-server{path}");
        let told = browser.get(&place).await;
        assert_eq!(told.text("issuer"), issuer, "byte for byte");
    }
}

/// Also where the policy decides without a page.
#[tokio::test]
async fn an_answer_without_a_page_says_it_too() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.code().await;
    let reply = browser.ask_code(&[]).await;
    assert!(reply.query("code").is_some(), "{reply:?}");
    has_issuer(&reply, Reply::query, ISSUER);
}

/// rfc9700-4.13-1, web-host-1
/// attack-91
#[tokio::test]
async fn no_header_of_a_request_changes_it() {
    let mut browser = at(ISSUER);
    browser.sign_in().await;
    let uri = code_request(&[("iss", "https://evil.example")]);
    let forged = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-prefix", "/evil.example"),
        ("forwarded", "host=evil.example;proto=http"),
        ("x-original-url", "/evil.example"),
    ];
    let place = "/.well-known/oauth-authorization-server";
    let plain = browser.get(place).await.json();
    assert_eq!(plain["issuer"], ISSUER);
    assert_eq!(browser.get_with(place, &forged).await.json(), plain);
    let page = browser.get_with(&uri, &forged).await;
    let shown = page.reads();
    assert!(!shown.contains("evil.example"), "{shown}");
    page.leads_nowhere_else();
    assert!(page.body.contains("action=\"/oauth/authorize/decision\""));
    let ticket = page.field("transaction_id").expect("a ticket");
    let pairs = [("transaction_id", ticket.as_str()), ("decision", "allow")];
    let answer = browser
        .post_with("/oauth/authorize/decision", &forged, &pairs)
        .await;
    has_issuer(&answer, Reply::query, ISSUER);
    assert!(!answer.header("location").contains("evil"), "{answer:?}");
    let mut stranger = at(ISSUER);
    let login = stranger.get_with(&uri, &forged).await;
    assert!(
        login
            .header("location")
            .starts_with("/login?return_to=%2Foauth")
    );
    let form = stranger.get_with("/login", &forged).await;
    assert!(!form.body.contains("evil"), "{}", form.body);
    let cookie = form.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-") && cookie.contains("; Secure"),
        "{cookie}"
    );
}

/// `iss` belongs to the authorization response alone.
#[tokio::test]
async fn a_token_reply_does_not_repeat_it() {
    let mut browser = at(ISSUER);
    let code = browser.code().await;
    let reply = browser.redeem(&code).await;
    assert_eq!(reply.status, 200);
    assert!(reply.json().get("iss").is_none(), "{reply:?}");
}

/// rfc8414-2-1
#[test]
fn an_issuer_that_is_not_a_plain_https_url_is_no_server() {
    for issuer in [
        "http://photos.example",
        "https://photos.example?x=1",
        "https://photos.example/#x",
        "https://user@photos.example",
        "https://photos.example/tenant/",
        "photos.example",
        "ftp://photos.example",
        "",
    ] {
        let provider = Photos {
            store: Arc::new(MemoryStore::new().allow_any_issuer()),
            clients: MemoryClients::default(),
            people: People,
            settings: Settings::new(issuer),
        };
        assert!(provider.build().is_err(), "{issuer}");
    }
}

fn origin(issuer: &str) -> &str {
    issuer.trim_end_matches("/tenant-1")
}

async fn sign_in_at(browser: &mut Browser, issuer: &str) {
    let ticket = browser.get("/login").await.field("ticket");
    let ticket = ticket.expect("a ticket");
    let pairs = [
        ("username", "alice"),
        ("password", "wonderland"),
        ("ticket", ticket.as_str()),
    ];
    let headers = [("origin", origin(issuer))];
    let reply = browser.post_with("/login", &headers, &pairs).await;
    assert_eq!(reply.status, 303, "{reply:?}");
}

async fn decide_at(browser: &mut Browser, issuer: &str, page: &Reply, verdict: &str) -> Reply {
    let ticket = page.field("transaction_id").expect("a ticket");
    let pairs = [("transaction_id", ticket.as_str()), ("decision", verdict)];
    let headers = [("origin", origin(issuer))];
    browser
        .post_with("/oauth/authorize/decision", &headers, &pairs)
        .await
}
