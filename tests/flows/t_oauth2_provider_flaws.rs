//! The flaws of t-oauth2-provider, each by its number, and that it is gone: tokens and clients.

use crate::capture::Log;
use crate::legacy::{json_token, legacy};
use oauth2_runtime::prelude::*;
use oauth2_runtime::{SqliteStore, grants};
use std::collections::BTreeSet;
use std::sync::Arc;
use support::{
    AppScope, Browser, CAUSE, Desk, Photos, SECRET, VERIFIER, base64, basic, photos, photos_on,
};

const ITSELF: [(&str, &str); 1] = [("grant_type", "client_credentials")];

/// 1: a missing hook was found by a caller. Here the compiler names it, as `tests/ui` holds; at run
/// time a grant is either complete or unknown.
#[tokio::test]
async fn flaw_01_a_missing_hook_is_told_when_the_provider_is_compiled() {
    let golden = include_str!("../ui/fail/every_hook_missing.stderr");
    for hook in [
        "find_client",
        "current_user",
        "validate_user",
        "authorize_client",
    ] {
        assert!(
            golden.contains(&format!("does not have the hook `{hook}`")),
            "{hook}"
        );
    }
    let (router, _) = legacy();
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let off = Browser::new(&router).token("web", &refresh).await;
    off.is_error(400, "unsupported_grant_type");
    assert_eq!(Photos::MANIFEST.grants().len(), 5);
}

/// 2: any redirect URI received a code.
#[tokio::test]
async fn flaw_02_a_redirect_uri_that_is_not_registered_receives_nothing() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    for uri in [
        "http://evil.test/",
        "javascript:alert(1)",
        "https://web.example/cb#x",
        "https://web.example/cb/",
        "https://web.example/cb?x=1",
        "https://WEB.example/cb",
        "https://web.example.evil.test/cb",
    ] {
        browser
            .ask_code(&[("redirect_uri", uri)])
            .await
            .is_page(400);
        let unheard = [("redirect_uri", uri), ("response_type", "nonsense")];
        browser.ask_code(&unheard).await.is_page(400);
    }
    for uri in [
        "javascript:alert(1)",
        "https://a.example/#x",
        "http://evil.test/",
    ] {
        let client = Client::public("c").redirect_uri(uri).grants(grants::code);
        assert!(client.build().is_err(), "{uri}");
    }
}

/// 3: a code was redeemed twice, and by another client.
#[tokio::test]
async fn flaw_03_a_code_is_redeemed_once_and_by_its_client_alone() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://web.example/cb"),
        ("code_verifier", VERIFIER),
    ];
    browser
        .token("other", &pairs)
        .await
        .is_error(400, "invalid_grant");
    assert_eq!(browser.redeem(&code).await.status, 200);
    browser.redeem(&code).await.is_error(400, "invalid_grant");
}

/// 4: nothing ever expired.
#[tokio::test]
async fn flaw_04_codes_tokens_and_questions_expire_and_the_client_is_told() {
    let (router, _, clock) = photos();
    let mut browser = Browser::new(&router);
    let page = {
        browser.sign_in().await;
        browser.ask_code(&[("scope", "photos:write")]).await
    };
    let late = browser.code().await;
    clock.advance(60);
    browser.redeem(&late).await.is_error(400, "invalid_grant");
    let code = browser.code().await;
    clock.advance(59);
    let reply = browser.redeem(&code).await;
    assert_eq!(reply.json()["expires_in"], 900);
    clock.advance(900);
    let me = browser
        .with_token("/api/me", &reply.text("access_token"))
        .await;
    assert_eq!(me.status, 401);
    let answer = browser.decide(&page, "allow").await;
    assert!(
        answer.header("location").starts_with("/oauth/authorize?"),
        "asked anew: {answer:?}"
    );
}

/// 5: the requested scope reached no hook, no page and no guard.
#[tokio::test]
async fn flaw_05_the_requested_scope_is_shown_granted_narrowed_and_checked() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = browser.ask_code(&[("scope", "photos:write")]).await;
    assert!(page.body.contains("Add and delete photos"), "{page:?}");
    assert!(!page.body.contains("See your photos"), "{page:?}");
    let code = browser.decide(&page, "allow").await.query("code");
    let reply = browser.redeem(&code.expect("a code")).await;
    assert_eq!(reply.text("scope"), "photos:write");
    let token = reply.text("access_token");
    assert_eq!(
        browser.with_token("/api/write", &token).await.body,
        "written"
    );
    assert_eq!(browser.with_token("/api/both", &token).await.status, 403);
    browser
        .ask_code(&[("scope", "*")])
        .await
        .is_error_redirect("invalid_scope");
}

/// 6: tokens came from `Math.random`.
#[tokio::test]
async fn flaw_06_tokens_have_256_random_bits() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let mut heads = BTreeSet::new();
    let mut letters = vec![BTreeSet::new(); 43];
    for _ in 0..300 {
        let token = app.token("web", &ITSELF).await.text("access_token");
        let random = token.get(4..47).expect("43 characters").to_owned();
        for (seen, letter) in letters.iter_mut().zip(random.chars()) {
            seen.insert(letter);
        }
        heads.insert(random.get(..10).expect("a head").to_owned());
    }
    assert_eq!(heads.len(), 300);
    // 43 characters carry 258 bits, so the last one has four letters less to choose from.
    let fewest = letters.iter().take(42).map(BTreeSet::len).min();
    assert!(
        fewest > Some(50),
        "every place takes nearly every letter: {fewest:?}"
    );
}

/// 7: secrets, tokens and passwords lay in clear.
/// attack-55
#[tokio::test]
async fn flaw_07_the_database_holds_hashes_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path().join("flaw.db")).expect("a database");
    let mut clear = vec![
        SECRET.to_owned(),
        "wonderland".to_owned(),
        VERIFIER.to_owned(),
    ];
    let web = support::clients().into_iter().next().expect("web");
    store.insert(&web).await.expect("a client");
    let (router, server, _) = photos_on(Arc::new(store));
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let first = browser.redeem(&code).await;
    let second = browser.refresh(&first.text("refresh_token")).await;
    for reply in [first, second] {
        clear.extend([reply.text("access_token"), reply.text("refresh_token")]);
    }
    clear.push(code);
    clear.extend(browser.cookies.values().cloned());
    server.shutdown().await.expect("a store");
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder.path()).expect("files") {
        bytes.extend(std::fs::read(entry.expect("a file").path()).expect("bytes"));
    }
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(holds("user-1") && holds("web"), "the rows are there");
    for text in clear {
        assert!(!holds(&text), "{text}");
        let body = text.get(4..26).filter(|_| text.starts_with('o'));
        assert!(!body.is_some_and(holds), "{text}");
    }
}

/// 8: there were no public clients and no PKCE.
#[tokio::test]
async fn flaw_08_a_public_client_proves_by_pkce_that_the_code_is_its_own() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let cli = [
        ("client_id", "cli"),
        ("redirect_uri", "http://127.0.0.1:5500/callback"),
    ];
    let code = browser.code_with(&cli).await;
    let none = [
        cli[0],
        cli[1],
        ("code_challenge", ""),
        ("code_challenge_method", ""),
    ];
    browser
        .ask_code(&none)
        .await
        .is_error_redirect("invalid_request");
    let plain = [cli[0], cli[1], ("code_challenge_method", "plain")];
    browser
        .ask_code(&plain)
        .await
        .is_error_redirect("invalid_request");
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        cli[1],
    ];
    let mut proven = pairs.to_vec();
    proven.push(("code_verifier", VERIFIER));
    let reply = browser.public_token("cli", &proven).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let other = browser.code_with(&cli).await;
    let pairs = [pairs[0], ("code", &other), cli[1]];
    browser
        .public_token("cli", &pairs)
        .await
        .is_error(400, "invalid_grant");
}

/// 9: a refresh token could be had and not used, and nothing be revoked.
#[tokio::test]
async fn flaw_09_a_refresh_token_refreshes_until_it_is_revoked() {
    let (router, server, _) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let first = browser.redeem(&code).await;
    let second = browser.refresh(&first.text("refresh_token")).await;
    assert_eq!(second.status, 200, "{second:?}");
    let alice = oauth2_runtime::SubjectId::new("user-1");
    let grants = server.grants_of(&alice).await.expect("a store");
    server
        .revoke_grant(grants.first().expect("a grant").id)
        .await
        .expect("a store");
    let refresh = second.text("refresh_token");
    browser
        .refresh(&refresh)
        .await
        .is_error(400, "invalid_grant");
    let me = browser
        .with_token("/api/me", &second.text("access_token"))
        .await;
    assert_eq!(me.status, 401);
}

/// 10: statuses were wrong, errors were text, and none came back to the client.
#[tokio::test]
async fn flaw_10_errors_have_the_status_and_the_form_of_the_rfc() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let wrong = browser.token(
        "web",
        &[("grant_type", "authorization_code"), ("code", "x")],
    );
    wrong.await.is_error(400, "invalid_grant");
    browser
        .token("other", &ITSELF)
        .await
        .is_error(400, "unauthorized_client");
    let unknown = browser.token("web", &[("grant_type", "unknown")]).await;
    unknown.is_error(400, "unsupported_grant_type");
    let basic = basic("web", "wrong");
    let body = "grant_type=client_credentials";
    browser
        .token_raw(Some(&basic), body)
        .await
        .is_error(401, "invalid_client");
    browser.sign_in().await;
    let unheard = browser.ask_code(&[("response_type", "code token")]).await;
    unheard.is_error_redirect("unsupported_response_type");
    let missing = browser.ask_code(&[("response_type", "")]).await;
    missing.is_error_redirect("invalid_request");
    assert_eq!(missing.header("cache-control"), "no-store");
}

/// 11: the text of an exception reached the client.
#[tokio::test]
async fn flaw_11_the_text_of_a_failure_stays_in_the_log() {
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, failure, ..) = Desk::on(store);
    let mut browser = Browser::new(&router);
    browser.user = Some("alice");
    let log = Log::start();
    failure.of("find_client");
    let token = browser.token("web", &ITSELF).await;
    let page = browser.ask_code(&[]).await;
    for reply in [token, page] {
        assert_eq!(reply.status, 500);
        assert!(!format!("{reply:?}").contains(CAUSE), "{reply:?}");
        log.holds_cause_of(&reply, "find_client");
    }
    failure.of("");
    let unknown = [("grant_type", "authorization_code"), ("code", "unknown")];
    browser
        .token("web", &unknown)
        .await
        .is_error(400, "invalid_grant");
}

/// 12: two credentials were accepted, repeated parameters merged, a scope of numbers was 500.
#[tokio::test]
async fn flaw_12_ambiguous_requests_are_refused() {
    let (router, _) = legacy();
    let mut app = Browser::new(&router);
    let bad = basic("web", "wrong");
    let body = format!("grant_type=client_credentials&client_id=web&client_secret={SECRET}");
    app.token_raw(Some(&bad), &body)
        .await
        .is_error(400, "invalid_request");
    let twice = format!("{body}&scope=read&scope=photos:write");
    app.token_raw(None, &twice)
        .await
        .is_error(400, "invalid_request");
    let number = r#"{"grant_type":"client_credentials","scope":7}"#;
    json_token(&mut app, number)
        .await
        .is_error(400, "invalid_request");
}

/// 13: a secret with a colon never authenticated, and the scheme was matched anywhere.
#[tokio::test]
async fn flaw_13_basic_is_decoded_and_its_scheme_stands_in_front() {
    let (router, server, _) = photos();
    let secret = "a:secret:of:more:than:32:characters:%";
    let colon = Client::confidential("colon", &ClientSecret::given(secret))
        .grants(grants::client_credentials)
        .scopes([AppScope::Read]);
    let colon = colon.build().expect("a client");
    server
        .provider()
        .clients
        .insert(colon)
        .expect("a new client");
    let mut app = Browser::new(&router);
    let body = "grant_type=client_credentials";
    let good = basic("colon", secret);
    assert_eq!(app.token_raw(Some(&good), body).await.status, 200);
    let raw = base64(format!("colon:{secret}25").as_bytes());
    let raw = format!("Basic {raw}");
    assert_eq!(
        app.token_raw(Some(&raw), body).await.status,
        200,
        "colons need no escape"
    );
    for header in [format!("X-{good}"), good.replace("Basic", "Xasic")] {
        app.token_raw(Some(&header), body)
            .await
            .is_error(401, "invalid_client");
    }
}
