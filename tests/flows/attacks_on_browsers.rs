//! Attacks that go through a person's browser: pages, cookies, questions and what answers them.

use crate::everywhere::everywhere;
use crate::failing::Failing;
use oauth2_runtime::MemoryStore;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use support::{Browser, Desk, Reply, code_request, photos, photos_on};

const DECISION: &str = "/oauth/authorize/decision";
const PAGE: [(&str, &str); 2] = [
    ("client_id", "page"),
    ("redirect_uri", "https://page.example/cb?tab=2"),
];

/// A person who is not through with signing in is nobody, whatever was allowed before.
/// attack-13
#[tokio::test]
async fn a_login_that_is_not_complete_gives_no_code() {
    let (router, _, answer, _) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut browser = Browser::new(&router);
    browser.user = Some("alice");
    let code = browser.code().await;
    assert_eq!(browser.redeem(&code).await.status, 200);
    let page = browser.ask_code(&[]).await;
    page.is_page(200);
    answer.lock().unwrap().decision = Some(Decision::Approve);
    browser.user = None;
    let goes_to_login = |reply: &Reply| {
        assert_eq!(reply.status, 303, "{reply:?}");
        let own = reply.header("location").to_owned();
        assert!(own.starts_with("/own-login?then=%2Foauth"), "{own}");
    };
    goes_to_login(&browser.ask_code(&[]).await);
    let token = [&PAGE[..], &[("response_type", "token")]].concat();
    goes_to_login(&browser.ask_code(&token).await);
    let decided = browser.decide(&page, "allow").await;
    let again = decided.header("location").to_owned();
    assert!(again.starts_with("/oauth/authorize?"), "{again}");
    goes_to_login(&browser.get(&again).await);
    browser.user = Some("alice");
    let whole = browser.ask_code(&[]).await;
    assert!(whole.query("code").is_some(), "{whole:?}");
}

/// Text of a request is text in every reply, or it is not there.
/// attack-34
#[tokio::test]
async fn no_text_of_a_request_becomes_markup() {
    let (router, ..) = photos();
    for text in [
        "'\"><script>alert(1)</script>",
        "</title></textarea><svg/onload=alert(1)>",
        "javascript:alert(1)//",
        "\u{0}\u{8}\"onfocus=alert(1) autofocus=\"",
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    ] {
        for (place, reply) in everywhere(&router, text).await {
            is_no_markup(&place, &reply);
        }
    }
}

fn is_no_markup(place: &str, reply: &Reply) {
    let body = reply.body.to_ascii_lowercase();
    for markup in ["<script", "<svg", "\"onfocus", "</textarea", "'\">"] {
        assert!(!body.contains(markup), "{place}: {reply:?}");
    }
    reply.leads_nowhere_else();
    for name in [" href=\"", " src=\"", " action=\""] {
        for address in body.split(name).skip(1) {
            assert!(!address.starts_with("/javascript:"), "{place}: {reply:?}");
        }
    }
    let location = reply.header("location");
    assert!(!location.contains(['<', '>', '"', '\'', ' ']), "{place}");
    assert!(!location.contains("javascript:alert"), "{place}");
    let kind = reply.header("content-type");
    assert!(
        ["", "application/json", "text/html; charset=utf-8"].contains(&kind),
        "{place}: {kind}"
    );
    let json = body.starts_with('{');
    assert!(!json || kind == "application/json", "{place}: {reply:?}");
    if !place.contains("/api/me") {
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{place}");
    }
}

/// No text of a request is an expression: 7913 times 7919 is never worked out.
/// attack-35
#[tokio::test]
async fn no_text_of_a_request_is_evaluated() {
    let (router, ..) = photos();
    for text in [
        "${7913*7919}",
        "{{7913*7919}}",
        "<%= 7913*7919 %>",
        "#{7913*7919}",
        "*{7913*7919}",
        "[[${7913*7919}]]",
        "{% print(7913*7919) %}",
        "${T(java.lang.Math).multiplyExact(7913,7919)}",
        "$(expr 7913 \\* 7919)",
    ] {
        for (place, reply) in everywhere(&router, text).await {
            let all = format!("{:?} {}", reply.headers, reply.body);
            assert!(!all.contains("62663047"), "{place}: {all}");
            assert!(reply.status.as_u16() < 500, "{place}: {reply:?}");
        }
    }
}

/// Nothing on a page leads elsewhere, and no page or redirect tells where the person was.
/// attack-40
#[tokio::test]
async fn no_page_leads_elsewhere_or_tells_where_it_was() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let mut replies = vec![
        browser.ask_code(&[]).await,
        browser.get("/login").await,
        browser.sign_in_as("alice", "wrong").await,
        browser.sign_in().await,
        browser.get("/login").await,
        browser.get("/logout").await,
        browser.ask_code(&[("client_id", "nobody")]).await,
        browser.ask_code(&[("scope", "nonsense")]).await,
    ];
    let page = browser.ask_code(&[]).await;
    replies.push(browser.decide(&page, "allow").await);
    replies.push(browser.decide(&page, "deny").await);
    replies.push(browser.ask_code(&[]).await);
    let token = [&PAGE[..], &[("response_type", "token")]].concat();
    let asked = browser.ask_code(&token).await;
    replies.push(browser.decide(&asked, "allow").await);
    replies.extend([page, asked]);
    for reply in replies {
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{reply:?}");
        assert_eq!(reply.header("cache-control"), "no-store", "{reply:?}");
        assert!(!reply.headers.contains_key("link"), "{reply:?}");
        assert!(!reply.headers.contains_key("refresh"), "{reply:?}");
        let body = reply.body.to_ascii_lowercase();
        reply.leads_nowhere_else();
        for way in ["url(", "@import", "<link", "<iframe", "http-equiv"] {
            assert!(!body.contains(way), "{way}: {body}");
        }
    }
}

/// The question's name is a key of nothing: it is opened or it is no ticket.
/// attack-42
#[tokio::test]
async fn a_question_by_an_invented_name_is_refused() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = browser.ask_code(&[]).await;
    for name in [
        "__proto__",
        "constructor",
        "prototype",
        "hasOwnProperty",
        "toString",
        "0",
        "-1",
        "null",
        "undefined",
        "../../etc/passwd",
        "*",
        "%00",
        "\u{0}",
        "{}",
        "[]",
        "AAAA",
    ] {
        for verdict in ["allow", "deny"] {
            let pairs = [("transaction_id", name), ("decision", verdict)];
            browser.post(DECISION, &pairs).await.is_page(403);
        }
        let nested = format!("transaction_id[{name}]");
        let pairs = [(nested.as_str(), "x"), ("decision", "allow")];
        browser.post(DECISION, &pairs).await.is_page(400);
    }
    for pairs in [
        &[("decision", "allow")][..],
        &[("transaction_id", ""), ("decision", "allow")],
    ] {
        browser.post(DECISION, pairs).await.is_page(400);
    }
    let long = "A".repeat(60 * 1024);
    let longer = "A".repeat(1024 * 1024);
    for (name, status) in [(&long, 403), (&longer, 413)] {
        let pairs = [("transaction_id", name.as_str()), ("decision", "allow")];
        browser.post(DECISION, &pairs).await.is_page(status);
    }
    let answer = browser.decide(&page, "allow").await;
    assert!(answer.query("code").is_some(), "{answer:?}");
}

/// A code is never where a script of the client's page, or its log, would find it.
/// attack-44
#[tokio::test]
async fn a_response_type_has_one_mode_and_no_companion() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    browser.code().await;
    let types = ["code", "token", "code token", "token code", "code id_token"];
    let more = ["id_token", "id_token token", "none", "code code", "code+"];
    let modes = ["", "query", "fragment", "form_post", "web_message", "jwt"];
    for (client, own, right) in [(&[][..], "code", "query"), (&PAGE, "token", "fragment")] {
        for response_type in types.into_iter().chain(more) {
            for mode in modes {
                let kind = [("response_type", response_type), ("response_mode", mode)];
                let reply = browser.ask_code(&[client, &kind].concat()).await;
                let form = mode == "form_post";
                let good = response_type == own && (mode.is_empty() || mode == right || form);
                let given = reply.query("code").or(reply.field("code")).is_some();
                let asked = reply.field("transaction_id").is_some();
                assert_eq!(given || asked, good, "{kind:?}: {reply:?}");
                if !good {
                    let status = if form { 200 } else { 303 };
                    assert_eq!(reply.status, status, "{kind:?}: {reply:?}");
                    let told = reply.query("error").or(reply.fragment("error"));
                    let told = told.or(reply.field("error"));
                    assert!(told.is_some(), "{kind:?}: {reply:?}");
                }
                assert_eq!(reply.fragment("code"), None, "{kind:?}: {reply:?}");
                assert!(!reply.header("location").contains("access_token"));
            }
        }
    }
}

/// Whoever asks and goes away leaves nothing behind, so that no number of them fills a table.
/// attack-46
#[tokio::test]
async fn questions_that_nobody_answers_leave_nothing_behind() {
    const WRITING: [&str; 8] = [
        "claim_once",
        "insert_code",
        "insert_access",
        "rotate_refresh",
        "insert_session",
        "touch_session",
        "remember_consent",
        "revoke_grant",
    ];
    let store = Failing::new();
    let (router, ..) = photos_on(store.clone());
    let mut alice = Browser::new(&router);
    alice.sign_in().await;
    let written = || -> usize { WRITING.iter().map(|verb| store.calls(verb)).sum() };
    let before = written();
    for at in 0..2500 {
        let state = at.to_string();
        let mut stranger = Browser::new(&router);
        let to_login = stranger.ask_code(&[("state", &state)]).await;
        stranger.get(to_login.header("location")).await.is_page(200);
        alice.ask_code(&[("state", &state)]).await.is_page(200);
    }
    assert_eq!(written(), before);
    assert_eq!(alice.cookies.len(), 1, "nor in the browser");
    let code = alice.code().await;
    assert_eq!(alice.redeem(&code).await.status, 200);
}

/// A cookie is a random name, and of a request it says nothing.
/// attack-47
#[tokio::test]
async fn cookies_hold_random_values_and_nothing_of_a_request() {
    let (router, ..) = photos();
    let (own, ..) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let uri = code_request(&[("state", "a-state-that-is-known")]);
    let mut values = Vec::new();
    for _ in 0..50 {
        let mut browser = Browser::new(&router);
        let to_login = browser.get(&uri).await;
        browser.get(to_login.header("location")).await;
        values.extend(browser.cookies.values().cloned());
        browser.sign_in().await;
        let page = browser.get(&uri).await;
        browser.decide(&page, "deny").await;
        values.extend(browser.cookies.values().cloned());
        let mut desk = Browser::new(&own);
        desk.user = Some("alice");
        desk.get(&uri).await.is_page(200);
        for value in desk.cookies.values() {
            let halves: Vec<_> = value.split('.').map(str::to_owned).collect();
            assert_eq!(halves.len(), 2, "{value}");
            values.extend(halves);
        }
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    for value in &values {
        assert!(value.len() == 43 && value.bytes().all(plain), "{value}");
    }
    let count = values.len();
    values.sort();
    values.dedup();
    assert_eq!((values.len(), count), (200, 200), "each is new");
    let place = values.iter().map(|value| value.as_bytes()[0]);
    let first: std::collections::BTreeSet<_> = place.collect();
    assert!(first.len() > 30, "no common head: {first:?}");
}
