//! What the token endpoint answers, yes and no (RFC 6749 §5).

use oauth2_runtime::MemoryStore;
use std::sync::Arc;
use support::{Browser, Desk, Reply, VERIFIER, basic, photos, query_of};

const DAYS: u64 = 24 * 60 * 60;

/// One yes of each grant of the token endpoint.
async fn every_yes(app: &mut Browser) -> Vec<Reply> {
    let code = app.code().await;
    let redeemed = app.redeem(&code).await;
    let refreshed = app.refresh(&redeemed.text("refresh_token")).await;
    let password = [
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", "wonderland"),
    ];
    let own = [("grant_type", "client_credentials")];
    vec![
        redeemed,
        refreshed,
        app.token("web", &password).await,
        app.token("web", &own).await,
    ]
}

/// rfc6749-5.1-1, rfc6749-5.1-2, rfc6749-5.1-4, rfc6749-A.13-1, rfc6749-A.14-1, rfc6750-4-1,
/// rfc6750-5.3-1
#[tokio::test]
async fn every_yes_is_json_with_these_fields_and_is_never_cached() {
    let (router, ..) = photos();
    for reply in every_yes(&mut Browser::new(&router)).await {
        assert_eq!(reply.status, 200, "{reply:?}");
        let told = |name| reply.header(name);
        assert_eq!(told("content-type"), "application/json");
        assert_eq!(
            (told("cache-control"), told("pragma")),
            ("no-store", "no-cache")
        );
        assert_eq!(told("x-content-type-options"), "nosniff");
        let json = reply.json();
        assert_eq!(json["token_type"], "Bearer");
        assert_eq!(json["scope"], "read");
        assert_eq!(
            json["expires_in"].as_u64(),
            Some(900),
            "a number, at most an hour: {reply:?}"
        );
        let known = [
            "access_token",
            "token_type",
            "scope",
            "expires_in",
            "refresh_token",
        ];
        let members = json.as_object().expect("an object");
        assert!(
            members.keys().all(|name| known.contains(&name.as_str())),
            "{reply:?}"
        );
    }
}

/// rfc6749-10.10-1, rfc6749-10.10-2, rfc6749-A.17-1, rfc6750-5.2-1
#[tokio::test]
async fn tokens_are_long_random_and_of_the_bearer_alphabet() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let mut seen = vec![app.code().await];
    let code = &seen[0];
    assert!(code.starts_with("oac_") && code.len() == 53, "{code}");
    for reply in every_yes(&mut app).await {
        let access = reply.text("access_token");
        assert!(access.starts_with("oat_") && access.len() == 53, "{access}");
        seen.push(access);
        let refresh = reply.text("refresh_token");
        if !refresh.is_empty() {
            assert!(
                refresh.starts_with("ort_") && refresh.len() == 75,
                "{refresh}"
            );
            seen.push(refresh);
        }
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    assert!(
        seen.iter().all(|token| token.bytes().all(plain)),
        "{seen:?}"
    );
    let random: std::collections::BTreeSet<_> = seen.iter().map(|one| &one[4..20]).collect();
    // Two refresh tokens of one family begin alike; everything else differs from the start.
    assert_eq!((seen.len(), random.len()), (8, 7), "{seen:?}");
}

/// rfc6749-5.1-3
#[tokio::test]
async fn a_token_lives_as_long_as_expires_in_says() {
    let (router, _, clock) = photos();
    let mut app = Browser::new(&router);
    for reply in every_yes(&mut app).await {
        let token = reply.text("access_token");
        let lives = reply.json()["expires_in"].as_u64().expect("a number");
        clock.advance(lives - 1);
        assert_eq!(app.with_token("/api/me", &token).await.status, 200);
        clock.advance(1);
        assert_eq!(app.with_token("/api/me", &token).await.status, 401);
        clock.advance(400 * DAYS);
        assert_eq!(app.with_token("/api/me", &token).await.status, 401);
        clock.turn_back(lives + 400 * DAYS);
    }
}

/// rfc6749-4.1.3-1, rfc6749-5.2-1, rfc6749-5.2-3, rfc6749-5.2-4, rfc6749-5.2-8, rfc6749-5.2-9
#[tokio::test]
async fn every_no_has_the_code_of_the_rfc_and_status_400() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let code = ("grant_type", "authorization_code");
    let refresh = ("grant_type", "refresh_token");
    let table: [(&[(&str, &str)], &str); 12] = [
        (&[], "invalid_request"),
        (&[("scope", "read")], "invalid_request"),
        (&[code], "invalid_request"),
        (&[refresh], "invalid_request"),
        (&[("grant_type", "unknown")], "unsupported_grant_type"),
        (&[("grant_type", "code")], "unsupported_grant_type"),
        (&[("grant_type", "implicit")], "unsupported_grant_type"),
        (&[("grant_type", "Password")], "unsupported_grant_type"),
        (&[code, ("code", "unknown")], "invalid_grant"),
        (&[refresh, ("refresh_token", "unknown")], "invalid_grant"),
        (
            &[("grant_type", "client_credentials"), ("scope", "unknown")],
            "invalid_scope",
        ),
        (
            &[("grant_type", "client_credentials"), ("scope", "admin")],
            "invalid_scope",
        ),
    ];
    for (pairs, error) in table {
        let reply = app.token("web", pairs).await;
        reply.is_error(400, error);
        assert_eq!(reply.header("pragma"), "no-cache");
        assert!(!reply.headers.contains_key("www-authenticate"), "{reply:?}");
    }
    let foreign = app.token("plain", &[code, ("code", "unknown")]).await;
    foreign.is_error(400, "unauthorized_client");
    let verifier = ("code_verifier", VERIFIER);
    let foreign = app
        .public_token("page", &[code, ("code", "unknown"), verifier])
        .await;
    foreign.is_error(400, "unauthorized_client");
}

/// rfc6749-4.5-2, rfc6749-A.10-1
#[tokio::test]
async fn a_grant_type_that_nobody_answers_is_unsupported_be_it_a_name_a_uri_or_nonsense() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    for grant_type in [
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:device_code",
        "https://photos.example/grants/own",
        "urn:",
        "my-own.grant_1",
        "pass word",
        "password ",
        "passw\u{f6}rd",
        "<b>\"\r\n",
    ] {
        let pairs = [
            ("grant_type", grant_type),
            ("username", "alice"),
            ("password", "wonderland"),
            ("assertion", "e30.e30.x"),
        ];
        let reply = app.token("web", &pairs).await;
        reply.is_error(400, "unsupported_grant_type");
    }
}

/// rfc6749-5.2-5, rfc6749-5.2-6
#[tokio::test]
async fn a_client_that_is_not_proven_gets_401_with_a_challenge() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let body = "grant_type=client_credentials";
    let replies = [
        app.token_raw(None, body).await,
        app.token_raw(Some(&basic("web", "wrong")), body).await,
        app.token_raw(Some(&basic("nobody", support::SECRET)), body)
            .await,
        app.token_raw(Some("Bearer abc"), body).await,
        app.token_raw(None, &format!("{body}&client_id=web&client_secret=wrong"))
            .await,
        app.token_raw(None, &format!("{body}&client_assertion=e30.e30.x"))
            .await,
    ];
    for reply in replies {
        reply.is_error(401, "invalid_client");
        let challenge = reply.header("www-authenticate");
        assert_eq!(challenge, "Basic realm=\"https://photos.example\"");
    }
}

/// rfc6749-5.2-10, web-json-1
#[tokio::test]
async fn an_error_never_repeats_what_was_sent() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let hostile = "<marker>\"\\\u{e4}\u{202e}";
    let names = [
        "grant_type",
        "client_id",
        "scope",
        "code",
        "refresh_token",
        "redirect_uri",
        "code_verifier",
        hostile,
    ];
    for grant in [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "password",
    ] {
        for name in names {
            let mut pairs = vec![("code", "x"), ("refresh_token", "x"), ("username", "alice")];
            pairs.push(("password", hostile));
            pairs.retain(|(known, _)| *known != name);
            pairs.push((name, hostile));
            if name != "grant_type" {
                pairs.push(("grant_type", grant));
            }
            let body = query_of(&pairs);
            let reply = app
                .token_raw(Some(&basic("web", support::SECRET)), &body)
                .await;
            if reply.status != 200 {
                reply.is_error(400, &reply.text("error"));
                assert!(!reply.body.contains("marker"), "{reply:?}");
            }
        }
    }
    let id = query_of(&[("grant_type", "client_credentials"), ("client_id", hostile)]);
    let reply = app.token_raw(None, &id).await;
    reply.is_error(401, "invalid_client");
    assert!(!format!("{reply:?}").contains("marker"), "{reply:?}");
}

/// rfc6749-3.3-3, rfc6749-5.1-5
#[tokio::test]
async fn the_reply_names_the_scopes_that_the_application_narrowed_to() {
    use oauth2_runtime::{Approval, ScopeSet};
    let (router, _, answer, _) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut app = Browser::new(&router);
    let ask = [
        ("grant_type", "client_credentials"),
        ("scope", "read photos:write"),
    ];
    let narrowed = Approval::new([support::AppScope::Write].into());
    answer.lock().unwrap().approval = Some(Some(narrowed));
    assert_eq!(app.token("web", &ask).await.text("scope"), "photos:write");
    // The empty scope cannot be written, and a scope left out would mean "as asked".
    answer.lock().unwrap().approval = Some(Some(Approval::new(ScopeSet::empty())));
    let none = app.token("web", &ask).await;
    none.is_error(400, "invalid_scope");
}
