//! The login form and its session: what is let in, for how long, and how it ends.

use oauth2_runtime::MemoryStore;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use support::{Browser, ISSUER, Reply, base64, code_request, photos, photos_with, query_of};

/// A fresh login page's form for alice, filled in.
async fn filled(browser: &mut Browser, page: &str) -> Vec<(&'static str, String)> {
    let ticket = browser.get(page).await.field("ticket").expect("a ticket");
    let text = |text: &str| text.to_owned();
    vec![
        ("username", text("alice")),
        ("password", text("wonderland")),
        ("ticket", ticket),
    ]
}

fn pairs<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    form.iter().map(|(name, text)| (*name, &**text)).collect()
}

async fn is_signed_in(browser: &mut Browser) -> bool {
    browser.ask_code(&[]).await.status == 200
}

fn login_page_for(return_to: &str) -> String {
    format!("/login?{}", query_of(&[("return_to", return_to)]))
}

/// The `Set-Cookie` whose name holds this word.
fn set_cookie<'a>(reply: &'a Reply, word: &str) -> &'a str {
    let all = reply.headers.get_all("set-cookie").iter();
    let mut texts = all.map(|value| value.to_str().expect("text"));
    texts
        .find(|text| {
            text.split('=')
                .next()
                .is_some_and(|name| name.contains(word))
        })
        .unwrap_or_else(|| panic!("no cookie {word}: {reply:?}"))
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_one_answer_without_a_session() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let mut pages = Vec::new();
    for (username, password) in [
        ("alice", "a wrong password"),
        ("nobody", "wonderland"),
        ("alice\" autofocus onfocus=\"x", "wonderland"),
        ("ALICE", "wonderland"),
        ("alice", "wonderland "),
    ] {
        let reply = browser.sign_in_as(username, password).await;
        reply.is_page(403);
        assert!(!reply.body.contains(password), "{}", reply.body);
        assert!(!reply.body.contains("x\" autofocus"), "{}", reply.body);
        let ticket = reply.field("ticket").expect("another try");
        let escaped = username.replace('"', "&#34;");
        pages.push(reply.body.replace(&ticket, "").replace(&escaped, ""));
        assert!(!is_signed_in(&mut browser).await);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "{pages:?}");
    let reply = browser.sign_in().await;
    assert_eq!(reply.status, 303);
    assert!(is_signed_in(&mut browser).await);
}

/// rfc9700-2.1-3
#[tokio::test]
async fn a_login_answers_303_to_the_request_that_asked_for_it() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let asked = browser.ask_code(&[("state", "a+b &ä")]).await;
    let form = filled(&mut browser, asked.header("location")).await;
    let back = browser.post("/login", &pairs(&form)).await;
    assert_eq!(back.status, 303);
    assert_eq!(
        back.header("location"),
        asked.query("return_to").expect("a place")
    );
    let page = browser.get(back.header("location")).await;
    let answer = browser.decide(&page, "allow").await;
    assert_eq!(answer.query("state").as_deref(), Some("a+b &ä"));
}

/// web-fixation-1
/// attack-36
#[tokio::test]
async fn a_login_makes_a_new_session_and_ends_the_one_before() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let name = browser.cookies.keys().next().expect("a cookie").clone();
    let mut before = browser.clone();
    let form = filled(&mut browser, &login_page_for(&code_request(&[]))).await;
    browser.post("/login", &pairs(&form)).await;
    assert_ne!(browser.cookies[&name], before.cookies[&name]);
    assert!(is_signed_in(&mut browser).await);
    assert!(!is_signed_in(&mut before).await, "the old one is dead");

    let planted = "A".repeat(43);
    let mut victim = Browser::new(&router);
    victim.cookies.insert(name.clone(), planted.clone());
    assert!(!is_signed_in(&mut victim).await);
    victim.sign_in().await;
    assert_ne!(victim.cookies[&name], planted);
    let mut attacker = Browser::new(&router);
    attacker.cookies.insert(name, planted);
    assert!(!is_signed_in(&mut attacker).await);
}

/// RFC 6749 appendix A.15, as at the token endpoint: no application is asked about such a name.
#[tokio::test]
async fn a_name_or_a_password_with_a_control_character_is_refused() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    for (username, password) in [
        ("ali\0ce", "x"),
        ("alice\r\nx", "x"),
        ("alice", "x\u{1b}[2J"),
    ] {
        browser.sign_in_as(username, password).await.is_page(400);
    }
    browser
        .sign_in_as("a\u{65}\u{301} b", "x")
        .await
        .is_page(403);
    assert_eq!(browser.sign_in().await.status, 303);
}

/// The first tab's login takes the form's key away; the person is there all the same.
#[tokio::test]
async fn of_two_tabs_with_a_form_the_second_goes_on_after_the_first_has_signed_in() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let requests = ["one", "two"].map(|state| code_request(&[("state", state)]));
    let first = filled(&mut browser, &login_page_for(&requests[0])).await;
    let second = filled(&mut browser, &login_page_for(&requests[1])).await;
    for (form, request) in [(&first, &requests[0]), (&second, &requests[1])] {
        let reply = browser.post("/login", &pairs(form)).await;
        assert_eq!(reply.header("location"), request, "{reply:?}");
        assert_eq!(browser.get(request).await.status, 200);
    }
}

#[tokio::test]
async fn a_login_needs_the_ticket_of_this_browser_and_a_page_of_this_site() {
    let (router, _, clock) = photos();
    let mut attacker = Browser::new(&router);
    let page = login_page_for(&code_request(&[]));
    let form = filled(&mut attacker, &page).await;
    let mut victim = Browser::new(&router);
    victim.get("/login").await;
    let reply = victim.post("/login", &pairs(&form)).await;
    let request = reply.header("location");
    assert_eq!(request, code_request(&[]), "back to the request: {reply:?}");
    let again = victim.get(request).await;
    assert_eq!(again.header("location"), page, "back to the form");
    assert!(!is_signed_in(&mut victim).await);
    for headers in [
        [("origin", "https://evil.example")],
        [("sec-fetch-site", "cross-site")],
    ] {
        let reply = attacker.post_with("/login", &headers, &pairs(&form)).await;
        reply.is_page(403);
        assert!(!is_signed_in(&mut attacker).await);
    }
    for missing in ["username", "password", "ticket"] {
        let mut form = form.clone();
        form.retain(|(name, _)| *name != missing);
        attacker.post("/login", &pairs(&form)).await.is_page(400);
    }
    clock.advance(3600);
    let late = attacker.post("/login", &pairs(&form)).await;
    assert_eq!(
        late.header("location"),
        code_request(&[]),
        "a way back: {late:?}"
    );
    assert!(!is_signed_in(&mut attacker).await);
    let form = filled(&mut attacker, &page).await;
    attacker.post("/login", &pairs(&form)).await;
    assert!(is_signed_in(&mut attacker).await);
}

/// rfc6749-10.15-1, rfc9700-2.1-2, web-openredirect-1
/// attack-38
#[tokio::test]
async fn a_login_returns_to_a_request_of_this_server_and_nowhere_else() {
    let (router, ..) = photos();
    for to in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "/%09/evil.example",
        "%2f%2fevil.example",
        "javascript:alert(1)",
        "/api/me",
        "/oauth/apps?x",
        "/oauth/apps/",
        "/oauth/apps#x",
        "/oauth/apps.evil",
        "//evil.example/oauth/apps",
        " /oauth/apps",
        "/oauth/authorize",
        "/oauth/authorize@evil.example?x",
        "/oauth/authorize.evil?x",
        "/oauth/authorize/../../evil?x",
        "/oauth/authorize?x\\y",
        "/oauth/authorize?x#y",
        "/oauth/authorize?x\r\nSet-Cookie: a=b",
        "//evil.example/oauth/authorize?x",
        " /oauth/authorize?x",
    ] {
        let mut browser = Browser::new(&router);
        let form = filled(&mut browser, &login_page_for(to)).await;
        let reply = browser.post("/login", &pairs(&form)).await;
        assert_eq!(reply.status, 303);
        assert_eq!(reply.header("location"), "/login", "{to}");
        // The same in a ticket that was made by hand: it is no ticket of this browser.
        let mut forged = vec![0; 32];
        let content = serde_json::json!({ "expires_at": u32::MAX, "return_to": to });
        forged.extend(content.to_string().bytes());
        let forged = base64(&forged).replace('+', "-").replace('/', "_");
        let forged = [
            ("username", "alice"),
            ("password", "wonderland"),
            ("ticket", forged.trim_end_matches('=')),
        ];
        let reply = Browser::new(&router).post("/login", &forged).await;
        assert_eq!(reply.header("location"), "/login", "{to}");
    }
}

/// web-cookie-1
#[tokio::test]
async fn cookies_have_every_attribute_on_https_and_work_on_loopback_http() {
    let store = || Arc::new(MemoryStore::new().allow_any_issuer());
    for (issuer, prefix, secure) in [
        (ISSUER, "__Host-oauth2-", "; Secure"),
        ("http://127.0.0.1:3000", "oauth2-", ""),
    ] {
        let (router, ..) = photos_with(store(), Settings::new(issuer), []);
        let mut browser = Browser::new(&router);
        let page = browser.get("/login").await;
        let attributes = format!("; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age=");
        let login = set_cookie(&page, "login");
        assert!(login.starts_with(&format!("{prefix}login-")), "{login}");
        assert!(login.ends_with(&format!("{attributes}3600")), "{login}");
        let ticket = page.field("ticket").expect("a ticket");
        let form = [
            ("username", "alice"),
            ("password", "wonderland"),
            ("ticket", ticket.as_str()),
        ];
        let reply = browser
            .post_with("/login", &[("origin", issuer)], &form)
            .await;
        let session = set_cookie(&reply, "session");
        assert!(
            session.starts_with(&format!("{prefix}session-")),
            "{session}"
        );
        assert!(
            session.ends_with(&format!("{attributes}604800")),
            "{session}"
        );
        assert!(set_cookie(&reply, "login").ends_with("Max-Age=0"));
        assert!(is_signed_in(&mut browser).await);
    }
}

/// web-cookie-2
/// attack-41
#[tokio::test]
async fn a_cookie_that_is_altered_or_sent_twice_is_as_none() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let signed_in = browser.sign_in().await;
    let written = set_cookie(&signed_in, "session");
    assert!(written.starts_with("__Host-"), "{written}");
    assert!(
        written.contains("; HttpOnly; SameSite=Lax; Secure"),
        "{written}"
    );
    let (name, value) = browser.cookies.pop_first().expect("a cookie");
    let uri = code_request(&[]);
    for cookie in [
        format!("{name}={value}A"),
        format!("{name}={}", value.to_ascii_lowercase()),
        format!("{name}="),
        format!("{name}={}", "A".repeat(5000)),
        format!("{name}=tossed; {name}={value}"),
        format!("{name}={value}; {name}={value}"),
        format!("{}={value}", name.to_ascii_lowercase()),
    ] {
        let reply = browser.get_with(&uri, &[("cookie", &cookie)]).await;
        assert!(reply.header("location").starts_with("/login"), "{cookie}");
    }
    let (tossed, own) = (format!("{name}=tossed"), format!("{name}={value}"));
    for two in [[&tossed, &own], [&own, &tossed], [&own, &own]] {
        let headers = two.map(|cookie| ("cookie", cookie.as_str()));
        let reply = browser.get_with(&uri, &headers).await;
        assert!(reply.header("location").starts_with("/login"), "{two:?}");
    }
    let good = format!("a=b; {name}={value}; c=d");
    let reply = browser.get_with(&uri, &[("cookie", &good)]).await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

/// A session ends after 12 hours without use, and after 7 days in any case.
#[tokio::test]
async fn a_session_has_an_idle_and_an_absolute_life() {
    const HOUR: u64 = 3600;
    let (router, _, clock) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    clock.advance(12 * HOUR - 1);
    assert!(is_signed_in(&mut browser).await);
    clock.advance(12 * HOUR);
    assert!(!is_signed_in(&mut browser).await, "idle");
    clock.turn_back(13 * HOUR);
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    for _ in 1..28 {
        clock.advance(6 * HOUR);
        assert!(is_signed_in(&mut browser).await);
    }
    clock.advance(6 * HOUR - 1);
    assert!(is_signed_in(&mut browser).await);
    clock.advance(1);
    assert!(!is_signed_in(&mut browser).await, "7 days");
}

/// What is used every now and then does not lie unused, however short the span is.
#[tokio::test]
async fn each_use_of_a_session_of_a_short_idle_life_counts() {
    let settings = Settings::new(ISSUER).session_idle_ttl(Duration::from_secs(60));
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, _, clock) = photos_with(store, settings, []);
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    for wait in [59, 59, 40, 40, 30, 59] {
        clock.advance(wait);
        assert!(is_signed_in(&mut browser).await);
    }
    clock.advance(60);
    assert!(!is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn signing_out_is_a_post_with_a_ticket_and_ends_the_session() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = browser.get("/logout").await;
    page.is_page(200);
    let ticket = page.field("ticket").expect("a ticket");
    let mut other = Browser::new(&router);
    other.sign_in().await;
    let foreign = other.get("/logout").await.field("ticket");
    let foreign = foreign.expect("a ticket");
    for wrong in ["x", foreign.as_str()] {
        let asked = browser.post("/logout", &[("ticket", wrong)]).await;
        assert!(asked.field("ticket").is_some(), "asks: {asked:?}");
    }
    browser.post("/logout", &[]).await.is_page(400);
    let evil = [("origin", "https://evil.example")];
    let pairs = [("ticket", ticket.as_str())];
    browser
        .post_with("/logout", &evil, &pairs)
        .await
        .is_page(403);
    assert!(is_signed_in(&mut browser).await, "nothing of it signs out");

    let mut kept = browser.clone();
    let done = browser.post("/logout", &pairs).await;
    done.is_page(200);
    assert!(done.field("ticket").is_none(), "{done:?}");
    assert!(set_cookie(&done, "session").ends_with("Max-Age=0"));
    assert!(browser.cookies.is_empty());
    assert!(!is_signed_in(&mut kept).await, "also for a kept cookie");
    assert!(is_signed_in(&mut other).await, "another session goes on");
}
