//! The authorization code grant (RFC 6749 §4.1).

use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use support::{
    Answer, AppScope, Browser, Desk, ISSUER, SECRET, basic, code_request, photos, photos_on,
    photos_with, query_of, redeeming,
};
use tempfile::TempDir;

/// rfc6749-4.1.2-1
#[tokio::test]
async fn a_person_signs_in_consents_and_the_client_gets_tokens_that_open_a_route() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let to_login = browser.ask_code(&[("scope", "read")]).await;
    assert_eq!(to_login.status, 303);
    let form = browser.get(to_login.header("location")).await;
    let ticket = form.field("ticket").expect("a ticket");
    let pairs = [
        ("username", "alice"),
        ("password", "wonderland"),
        ("ticket", ticket.as_str()),
    ];
    let back = browser.post("/login", &pairs).await;
    assert_eq!(back.status, 303);
    let page = browser.get(back.header("location")).await;
    page.is_page(200);
    assert!(
        page.reads().contains("Web &#38; Sons wants to access your"),
        "{}",
        page.body
    );
    assert!(page.body.contains("See your photos") && page.body.contains("Alice"));
    let answer = browser.decide(&page, "allow").await;
    assert_eq!(answer.status, 303);
    assert!(
        answer
            .header("location")
            .starts_with("https://web.example/cb?code=oac_")
    );
    assert_eq!(answer.query("state").as_deref(), Some("xyz"));
    assert_eq!(
        answer.query("iss").as_deref(),
        Some("https://photos.example")
    );
    let reply = browser.redeem(&answer.query("code").expect("a code")).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.json()["expires_in"], 900);
    assert_eq!(reply.text("token_type"), "Bearer");
    assert_eq!(reply.text("scope"), "read");
    assert!(reply.text("refresh_token").starts_with("ort_"));
    let me = browser
        .with_token("/api/me", &reply.text("access_token"))
        .await;
    assert_eq!(me.body, "person user-1 scopes read");
}

/// rfc6749-4.1.2-4, rfc6749-4.1.2-5, rfc9700-4.3.1-1, oauth-v2-1-draft-4.1.3-1
/// attack-1
#[tokio::test]
async fn a_code_is_refused_the_second_time_and_what_it_gave_is_revoked() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let first = browser.redeem(&code).await;
    browser.redeem(&code).await.is_error(400, "invalid_grant");
    let me = browser
        .with_token("/api/me", &first.text("access_token"))
        .await;
    assert_eq!(me.status, 401);
    browser
        .refresh(&first.text("refresh_token"))
        .await
        .is_error(400, "invalid_grant");
}

/// rfc6749-6-9, rfc9700-4.14-2
#[tokio::test]
async fn a_refresh_token_rotates_and_an_older_one_ends_the_grant() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let first = browser.redeem(&code).await.text("refresh_token");
    let second = browser.refresh(&first).await.text("refresh_token");
    assert_eq!(
        browser.refresh(&first).await.text("refresh_token"),
        second,
        "a retry"
    );
    let third = browser.refresh(&second).await.text("refresh_token");
    browser.refresh(&first).await.is_error(400, "invalid_grant");
    browser.refresh(&third).await.is_error(400, "invalid_grant");
}

/// rfc6749-4.1.3-2, rfc6749-10.6-1
/// attack-26
#[tokio::test]
async fn the_redirect_uri_of_the_token_request_is_that_of_the_authorization_request() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    for uri in [
        "",
        "https://web.example/cb/",
        "https://WEB.example/cb",
        "https://web.example/c%62",
        "https://other.example/second",
    ] {
        let code = browser.code().await;
        let wrong = browser
            .token("web", &redeeming(&code, &[("redirect_uri", uri)]))
            .await;
        wrong.is_error(400, "invalid_grant");
        // It was the right client: a redirect that does not fit spends the code.
        browser.redeem(&code).await.is_error(400, "invalid_grant");
    }
    let code = browser.code().await;
    let missing = browser.token("web", &redeeming("", &[])).await;
    missing.is_error(400, "invalid_request");
    assert_eq!(browser.redeem(&code).await.status, 200);
}

/// rfc6749-4.1.3-5
/// attack-8
#[tokio::test]
async fn a_stranger_never_burns_a_code() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let pairs = redeeming(&code, &[]);
    let body = query_of(&pairs);
    let foreign = browser.token("other", &pairs).await;
    foreign.is_error(400, "invalid_grant");
    let public = browser.public_token("cli", &pairs).await;
    public.is_error(400, "invalid_grant");
    for id in ["web", "nobody", "cli"] {
        let reply = browser
            .token_raw(Some(&basic(id, &"w".repeat(43))), &body)
            .await;
        reply.is_error(401, "invalid_client");
    }
    let nameless = browser.token_raw(None, &body).await;
    nameless.is_error(401, "invalid_client");
    let secretless = browser.public_token("web", &pairs).await;
    secretless.is_error(401, "invalid_client");
    let not_allowed = browser.token("plain", &pairs).await;
    not_allowed.is_error(400, "unauthorized_client");
    for malformed in [
        [("code_verifier", "short")],
        [("scope", "nonsense")],
        [("grant_type", "authorization_codes")],
        [("grant_type", "")],
    ] {
        let reply = browser.token("web", &redeeming(&code, &malformed)).await;
        assert_eq!(reply.status, 400, "{malformed:?}: {reply:?}");
    }
    let twice = format!("{body}&code={code}");
    let reply = browser.token_raw(Some(&basic("web", SECRET)), &twice).await;
    reply.is_error(400, "invalid_request");
    assert_eq!(browser.redeem(&code).await.status, 200, "still good");
}

/// rfc6749-4.1.2-2
/// attack-12
#[tokio::test]
async fn a_code_lives_a_minute_and_does_not_come_back_when_the_clock_does() {
    let (router, _, clock) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    clock.advance(59);
    assert_eq!(browser.redeem(&code).await.status, 200);
    let late = browser.code().await;
    clock.advance(60);
    browser.redeem(&late).await.is_error(400, "invalid_grant");
    clock.turn_back(60);
    browser.redeem(&late).await.is_error(400, "invalid_grant");
    let spent = browser.code().await;
    browser.redeem(&spent).await;
    clock.turn_back(30);
    browser.redeem(&spent).await.is_error(400, "invalid_grant");
}

/// rfc6749-4.1.3-6
#[tokio::test]
async fn unknown_malformed_foreign_spent_and_expired_codes_are_one_answer() {
    let (router, _, clock) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let altered = |at: usize| {
        let mut bytes = code.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        String::from_utf8(bytes).expect("text")
    };
    let mut bad: Vec<String> = (0..code.len()).map(altered).collect();
    bad.extend([" ", "ä", "oac_", "x' OR 1=1--", "\r\n\0"].map(str::to_owned));
    bad.push("a".repeat(10_000));
    bad.push(format!("{code} "));
    bad.push(code.replacen("oac_", "oat_", 1));
    let mut bodies = Vec::new();
    for code in &bad {
        let reply = browser.redeem(code).await;
        reply.is_error(400, "invalid_grant");
        bodies.push(reply.body);
    }
    let foreign = browser.token("other", &redeeming(&code, &[])).await;
    bodies.push(foreign.body);
    assert_eq!(browser.redeem(&code).await.status, 200);
    bodies.push(browser.redeem(&code).await.body);
    let late = browser.code().await;
    clock.advance(61);
    bodies.push(browser.redeem(&late).await.body);
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
}

/// rfc6749-4.1.4-1
#[tokio::test]
async fn a_client_without_the_grant_refresh_token_gets_none() {
    let once = Client::confidential("once", &ClientSecret::given(SECRET))
        .redirect_uri("https://web.example/cb")
        .grants(grants::code)
        .scopes([AppScope::Read]);
    let once = once.build().expect("a client");
    let (router, ..) = photos_with(memory(), Settings::new(ISSUER), [once]);
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = browser.ask_code(&[("client_id", "once")]).await;
    let code = browser.decide(&page, "allow").await.query("code");
    let pairs = redeeming(code.as_deref().expect("a code"), &[]);
    let reply = browser.token("once", &pairs).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.json().get("refresh_token").is_none(), "{reply:?}");
}

#[tokio::test]
async fn what_the_policy_narrows_is_told_and_its_no_is_invalid_grant() {
    let (router, _, answer, _) = Desk::on(memory());
    let mut browser = Browser::new(&router);
    let answers = [Some(Approval::new(ScopeSet::from([AppScope::Read]))), None];
    for approval in answers {
        let wide = [("redirect_uri", ""), ("scope", "read photos:write")];
        let granted = approval.is_some();
        *answer.lock().expect("a lock") = Answer {
            decision: Some(Decision::Approve),
            approval: Some(approval),
            token: None,
        };
        let alice = [("x-user", "alice")];
        let reply = browser.get_with(&code_request(&wide), &alice).await;
        let code = reply.query("code").expect("a code");
        let pairs = redeeming(&code, &[("redirect_uri", "")]);
        let reply = browser.token("web", &pairs).await;
        if granted {
            assert_eq!(reply.text("scope"), "read", "{reply:?}");
        } else {
            reply.is_error(400, "invalid_grant");
        }
    }
}

/// Settings whose every lifetime is this span.
fn lasting(span: Duration) -> Settings {
    let settings = Settings::new(ISSUER).access_token_ttl(span);
    let settings = settings.refresh_token_ttl(span).refresh_idle_ttl(span);
    let settings = settings.code_ttl(span).session_ttl(span);
    settings.session_idle_ttl(span)
}

/// web-clock-1
#[tokio::test]
async fn the_longest_spans_neither_overflow_nor_wrap() {
    let century = lasting(Duration::from_secs(100 * 365 * 24 * 3600));
    let (router, _, clock) = photos_with(memory(), century, []);
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    clock.advance(99 * 365 * 24 * 3600);
    let reply = browser.redeem(&code).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.json()["expires_in"].is_u64(), "{reply:?}");
    let next = browser.refresh(&reply.text("refresh_token")).await;
    let me = browser
        .with_token("/api/me", &next.text("access_token"))
        .await;
    assert_eq!(me.status, 200, "{me:?}");
    // Nor does a clock that goes back before everything.
    clock.turn_back(99 * 365 * 24 * 3600 + 1);
    let code = browser.ask_code(&[]).await.query("code");
    assert!(code.is_some(), "the session began later than now");
    let early = browser.refresh(&next.text("refresh_token")).await;
    assert!(early.json()["expires_in"].is_u64(), "{early:?}");
    clock.advance(201 * 365 * 24 * 3600);
    let late = early.text("access_token");
    let late = browser.with_token("/api/me", &late).await;
    assert_eq!(late.status, 401, "{late:?}");
}

/// rfc6749-10.3-1
#[tokio::test]
async fn what_sqlite_keeps_of_a_flow_opens_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (router, ..) = photos_on(sqlite(&folder));
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let unspent = browser.code().await;
    let first = browser.redeem(&code).await;
    let second = browser.refresh(&first.text("refresh_token")).await;
    let mut secrets = vec![code, unspent];
    for reply in [first, second] {
        secrets.push(reply.text("access_token"));
        secrets.push(reply.text("refresh_token"));
    }
    secrets.extend(browser.cookies.into_values());
    let files = folder.path().read_dir().expect("the folder");
    let kept: Vec<u8> = files
        .flat_map(|file| std::fs::read(file.expect("a file").path()).expect("bytes"))
        .collect();
    let holds = |text: &str| {
        kept.windows(text.len())
            .any(|bytes| bytes == text.as_bytes())
    };
    assert!(holds("https://web.example/cb"), "the rows are here");
    for secret in &secrets {
        for from in (4..secret.len() - 16).step_by(8) {
            let part = secret.get(from..from + 16).expect("text");
            assert!(!holds(part), "{secret}");
        }
    }
}

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new().allow_any_issuer())
}

fn sqlite(folder: &TempDir) -> Arc<dyn Store> {
    let store = SqliteStore::open(folder.path().join("oauth2.db")).expect("a store");
    Arc::new(store.without_waiting_for_the_disk())
}
