//! The question of consent: one ticket, one answer, one person, one browser.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{MemoryStore, grants};
use std::sync::Arc;
use support::{
    AppScope, Browser, Desk, ISSUER, Reply, SECRET, code_request, photos, photos_on, photos_with,
    query_of,
};

const DECISION: &str = "/oauth/authorize/decision";

async fn signed_in() -> Browser {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    browser
}

/// Back to the same request, with nothing given.
fn is_asked_again(reply: &Reply) {
    assert_eq!(reply.status, 303, "{reply:?}");
    let again = "/oauth/authorize?response_type=code&client_id=web&";
    assert!(reply.header("location").starts_with(again), "{reply:?}");
    assert_eq!(reply.query("state").as_deref(), Some("xyz"));
    assert_eq!(reply.query("code"), None);
}

/// web-tx-1
#[tokio::test]
async fn a_second_equal_submit_answers_the_same_redirect_while_its_code_is_good() {
    let (router, _, clock) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = browser.ask_code(&[]).await;
    let first = browser.decide(&page, "allow").await;
    assert_eq!(first.status, 303);
    let second = browser.decide(&page, "allow").await;
    assert_eq!(second.header("location"), first.header("location"));
    browser.decide(&page, "deny").await.is_page(409);
    let code = first.query("code").expect("a code");
    assert_eq!(browser.redeem(&code).await.status, 200);
    browser.decide(&page, "allow").await.is_page(409);

    let page = browser.ask_code(&[("scope", "photos:write")]).await;
    let unused = browser.decide(&page, "allow").await.query("code");
    clock.advance(60);
    let late = browser.decide(&page, "allow").await;
    late.is_page(409);
    assert!(late.body.contains("answered before"), "{}", late.body);
    let late = browser.redeem(&unused.expect("a code")).await;
    late.is_error(400, "invalid_grant");
}

/// rfc6749-4.1.2.1-4
#[tokio::test]
async fn a_no_is_told_to_the_client_and_stays_a_no() {
    let mut browser = signed_in().await;
    for word in [("decision", "deny"), ("cancel", "Cancel")] {
        let page = browser.ask_code(&[]).await;
        let ticket = page.field("transaction_id").expect("a ticket");
        let pairs = [("transaction_id", ticket.as_str()), word];
        let denied = browser.post(DECISION, &pairs).await;
        denied.is_error_redirect("access_denied");
        assert_eq!(denied.query("state").as_deref(), Some("xyz"));
        let again = browser.decide(&page, "deny").await;
        assert_eq!(again.header("location"), denied.header("location"));
        browser.decide(&page, "allow").await.is_page(409);
    }
    let page = browser.ask_code(&[]).await;
    page.is_page(200);
    browser.decide(&page, "perhaps").await.is_page(400);
    let answer = browser.decide(&page, "allow").await;
    assert!(answer.query("code").is_some(), "the ticket is still good");
}

/// Neither tabs nor the back button disturb a question.
#[tokio::test]
async fn two_tabs_and_the_back_button_each_have_their_own_answer() {
    let mut browser = signed_in().await;
    let one = browser.ask_code(&[("state", "one")]).await;
    let two = browser.ask_code(&[("state", "two")]).await;
    let back = browser.ask_code(&[("state", "one")]).await;
    let mut codes = Vec::new();
    for (page, state) in [(&two, "two"), (&one, "one"), (&back, "one")] {
        let answer = browser.decide(page, "allow").await;
        assert_eq!(answer.query("state").as_deref(), Some(state));
        codes.push(answer.query("code").expect("a code"));
    }
    for code in &codes {
        assert_eq!(browser.redeem(code).await.status, 200, "{codes:?}");
    }
}

#[tokio::test]
async fn an_expired_ticket_leads_back_to_the_question() {
    let (router, _, clock) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let late = browser.ask_code(&[]).await;
    clock.advance(1);
    let page = browser.ask_code(&[]).await;
    clock.advance(599);
    let reply = browser.decide(&late, "allow").await;
    is_asked_again(&reply);
    let fresh = browser.get(reply.header("location")).await;
    for page in [page, fresh] {
        let answer = browser.decide(&page, "allow").await;
        assert!(answer.query("code").is_some(), "{answer:?}");
    }
}

/// web-user-switch-1
/// attack-37
#[tokio::test]
async fn a_switched_or_signed_out_user_is_asked_again() {
    let mut browser = signed_in().await;
    let page = browser.ask_code(&[]).await;
    let mut tab = browser.clone();
    let to = query_of(&[("return_to", &code_request(&[]))]);
    let form = tab.get(&format!("/login?{to}")).await.field("ticket");
    let form = form.expect("a ticket");
    let bob = [
        ("username", "bob"),
        ("password", "builder"),
        ("ticket", &*form),
    ];
    tab.post("/login", &bob).await;
    is_asked_again(&tab.decide(&page, "allow").await);
    let shown = tab.ask_code(&[]).await;
    assert!(shown.reads().contains("signed in as Bob"), "{shown:?}");
    browser.cookies.clear();
    is_asked_again(&browser.decide(&page, "allow").await);
    browser.sign_in_as("bob", "builder").await;
    let reply = browser.decide(&page, "allow").await;
    is_asked_again(&reply);
    let asked = browser.get(reply.header("location")).await;
    assert!(asked.reads().contains("signed in as Bob"), "{}", asked.body);
    let code = browser.decide(&asked, "allow").await.query("code");
    let token = browser.redeem(&code.expect("a code")).await;
    let me = browser
        .with_token("/api/me", &token.text("access_token"))
        .await;
    assert_eq!(me.body, "person user-2 scopes read");
}

/// web-fixation-2
/// attack-29
#[tokio::test]
async fn a_ticket_of_another_browser_gives_nothing_not_even_to_the_same_person() {
    let (router, ..) = photos();
    let mut own = Browser::new(&router);
    own.sign_in().await;
    let page = own.ask_code(&[]).await;
    for name in [
        None,
        Some(("bob", "builder")),
        Some(("alice", "wonderland")),
    ] {
        let mut other = Browser::new(&router);
        if let Some((username, password)) = name {
            other.sign_in_as(username, password).await;
        }
        is_asked_again(&other.decide(&page, "allow").await);
        other.decide(&page, "deny").await.is_page(409);
    }
    let answer = own.decide(&page, "allow").await;
    assert!(answer.query("code").is_some(), "its own is still good");
}

/// rfc6749-10.12-1, web-csrf-1
/// attack-28
#[tokio::test]
async fn a_post_of_another_site_is_refused_and_costs_nothing() {
    let mut browser = signed_in().await;
    let page = browser.ask_code(&[]).await;
    let ticket = page.field("transaction_id").expect("a ticket");
    let pairs = [("transaction_id", ticket.as_str()), ("decision", "allow")];
    let own = ("origin", "https://photos.example");
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "http://photos.example")],
        &[("origin", "https://photos.example:8443")],
        &[("origin", "https://photos.example.evil")],
        &[own, ("origin", "https://evil.example")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "nonsense")],
        &[own, ("sec-fetch-site", "cross-site")],
        &[("origin", "null"), ("sec-fetch-site", "cross-site")],
        &[("origin", "null"), ("sec-fetch-site", "same-site")],
    ] {
        let guessed = [("transaction_id", "guessed"), ("decision", "allow")];
        for sent in [&pairs[..], &pairs[1..], &guessed] {
            let reply = browser.post_with(DECISION, headers, sent).await;
            reply.is_page(403);
        }
    }
    let get = browser
        .get(&format!("{DECISION}?{}", query_of(&pairs)))
        .await;
    assert_eq!(get.status, 405, "{get:?}");
    let answer = browser.decide(&page, "allow").await;
    assert!(answer.query("code").is_some(), "the ticket is still good");
}

/// `null` is as none, and without both headers the ticket decides alone.
#[tokio::test]
async fn a_post_of_our_own_page_is_taken_also_with_a_null_origin() {
    let mut browser = signed_in().await;
    for headers in [
        &[("origin", "https://photos.example")][..],
        &[("origin", "null"), ("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
        &[("origin", "null")],
        &[],
    ] {
        let page = browser.ask_code(&[]).await;
        let ticket = page.field("transaction_id").expect("a ticket");
        let pairs = [("transaction_id", ticket.as_str()), ("decision", "deny")];
        let reply = browser.post_with(DECISION, headers, &pairs).await;
        reply.is_error_redirect("access_denied");
    }
}

/// web-tx-2
/// attack-25
#[tokio::test]
async fn what_is_changed_in_the_form_is_refused_or_ignored() {
    let mut browser = signed_in().await;
    let page = browser.ask_code(&[]).await;
    let ticket = page.field("transaction_id").expect("a ticket");
    for at in 0..ticket.len() {
        let mut bytes = ticket.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).expect("text");
        let pairs = [("transaction_id", changed.as_str()), ("decision", "allow")];
        let reply = browser.post(DECISION, &pairs).await;
        let own = reply.header("location").starts_with("/oauth/authorize?");
        assert!(own || reply.status == 403, "{at}: {reply:?}");
        assert_eq!(reply.query("code"), None);
    }
    for nonsense in ["__proto__", "AAAA", "\"", &"A".repeat(20_000)] {
        let pairs = [("transaction_id", nonsense), ("decision", "allow")];
        browser.post(DECISION, &pairs).await.is_page(403);
    }
    let missing = browser.post(DECISION, &[("decision", "allow")]).await;
    missing.is_page(400);
    let pairs = [
        ("transaction_id", ticket.as_str()),
        ("client_id", "other"),
        ("redirect_uri", "https://evil.example/"),
        ("response_type", "token"),
        ("scope", "read photos:write"),
        ("state", "mine"),
        ("code_challenge", "mine"),
    ];
    let answer = browser.post(DECISION, &pairs).await;
    let location = answer.header("location");
    assert!(location.starts_with("https://web.example/cb?code="));
    assert_eq!(answer.query("state").as_deref(), Some("xyz"));
    let reply = browser.redeem(&answer.query("code").expect("a code")).await;
    assert_eq!(reply.text("scope"), "read");
}

/// web-tx-3, web-prefetch-1
/// attack-45
#[tokio::test]
async fn a_question_stores_nothing_and_a_prefetch_or_a_frame_only_asks() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("oauth2.db");
    let store = SqliteStore::open(&file).expect("a store");
    let (router, ..) = photos_on(Arc::new(store));
    // SQLite counts the commits that this connection did not make.
    let db = rusqlite::Connection::open(&file).expect("the file");
    let commits = || -> i64 {
        let count = db.query_row("PRAGMA data_version", [], |row| row.get(0));
        count.expect("a count")
    };
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let before = commits();
    for _ in 0..20 {
        browser.ask_code(&[]).await.is_page(200);
        Browser::new(&router).ask_code(&[]).await;
        Browser::new(&router).get("/login").await.is_page(200);
    }
    assert_eq!(commits(), before);
    browser.code().await;
    let before = commits();
    let uri = code_request(&[]);
    for header in [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("sec-fetch-dest", "iframe"),
        ("sec-fetch-dest", "image"),
        ("sec-fetch-dest", "empty"),
    ] {
        browser.get_with(&uri, &[header]).await.is_page(200);
    }
    let head = browser.method(http::Method::HEAD, &uri).await;
    assert_eq!(head.status, 405);
    assert_eq!(commits(), before);
    let navigation = [("sec-fetch-dest", "document")];
    let answer = browser.get_with(&uri, &navigation).await;
    assert!(answer.query("code").is_some(), "{answer:?}");
    assert_ne!(commits(), before, "a code is kept");
}

/// rfc6749-10.12-2
/// attack-30
#[tokio::test]
async fn only_the_same_client_place_person_and_scopes_are_remembered() {
    let twin = Client::confidential("twin", &ClientSecret::given(SECRET));
    let twin = twin.redirect_uri("https://web.example/cb");
    let twin = twin.grants(grants::code).scopes([AppScope::Read]).build();
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = photos_with(store, Settings::new(ISSUER), twin);
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let denied = browser.ask_code(&[]).await;
    browser.decide(&denied, "deny").await;
    let other = |uri| [("client_id", "other"), ("redirect_uri", uri)];
    let cb = other("https://other.example/cb?tenant=1");
    let second = other("https://other.example/second");
    let same_place = [("client_id", "twin")];
    let scope = [("scope", "photos:write")];
    for more in [&[][..], &same_place, &cb, &second, &scope] {
        let page = browser.ask_code(more).await;
        page.is_page(200);
        let first = browser.decide(&page, "allow").await.query("code");
        let again = browser.ask_code(more).await.query("code");
        assert!(
            again.is_some() && again != first,
            "{more:?}: a code of its own"
        );
    }
    browser.cookies.clear();
    browser.sign_in_as("bob", "builder").await;
    browser.ask_code(&[]).await.is_page(200);
}

#[tokio::test]
async fn the_policy_decides_for_a_navigation_alone() {
    let (router, _, answer, _) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let uri = code_request(&[]);
    let alice = ("x-user", "alice");
    let mut browser = Browser::new(&router);
    let decide = |decision| answer.lock().expect("a lock").decision = Some(decision);
    decide(Decision::Approve);
    let frame = [alice, ("sec-fetch-dest", "iframe")];
    browser.get_with(&uri, &frame).await.is_page(200);
    let code = browser.get_with(&uri, &[alice]).await.query("code");
    let reply = browser.redeem(&code.expect("a code")).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    decide(Decision::Deny);
    let denied = browser.get_with(&uri, &[alice]).await;
    denied.is_error_redirect("access_denied");
    decide(Decision::Ask);
    browser.get_with(&uri, &[alice]).await.is_page(200);
}

#[tokio::test]
async fn with_a_login_of_its_own_a_ticket_cookie_ties_browser_and_person() {
    let (router, ..) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut browser = Browser::new(&router);
    let page = browser
        .get_with(&code_request(&[]), &[("x-user", "alice")])
        .await;
    let cookie = page.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-oauth2-ticket-"), "{cookie}");
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
    let next = browser
        .get_with(&code_request(&[]), &[("x-user", "alice")])
        .await;
    assert_eq!(next.header("set-cookie"), "", "it is kept");
    let ticket = page.field("transaction_id").expect("a ticket");
    let pairs = [("transaction_id", ticket.as_str())];
    let mut stranger = Browser::new(&router);
    let alice = [("x-user", "alice")];
    is_asked_again(&stranger.post_with(DECISION, &alice, &pairs).await);
    let mut switched = browser.clone();
    let bob = [("x-user", "bob")];
    let reply = switched.post_with(DECISION, &bob, &pairs).await;
    is_asked_again(&reply);
    assert_ne!(
        switched.cookies, browser.cookies,
        "bob gets a cookie of his own"
    );
    let answer = browser.post_with(DECISION, &alice, &pairs).await;
    assert!(answer.query("code").is_some(), "{answer:?}");
}
