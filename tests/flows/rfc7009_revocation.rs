//! A client gives up its tokens (RFC 7009).

use crate::capture::Log;
use crate::failing::Failing;
use http::Method;
use oauth2_runtime::Paths;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use support::{Browser, Desk, FixedClock, ISSUER, Reply, SECRET, basic, photos, photos_on};

const REVOKE: &str = "/oauth/revoke";

/// What a person's consent to `web` gave.
async fn grant(app: &mut Browser) -> Reply {
    let code = app.code().await;
    app.redeem(&code).await
}

async fn revoke(app: &mut Browser, client_id: &str, token: &str) -> Reply {
    app.post_as(client_id, REVOKE, &[("token", token)]).await
}

async fn opens(app: &mut Browser, reply: &Reply) -> bool {
    let token = reply.text("access_token");
    app.with_token("/api/me", &token).await.status == 200
}

/// The one answer to whatever was asked.
fn is_done(reply: &Reply) {
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (200, "{}"));
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "no-store");
}

/// rfc7009-2-1, rfc7009-2.1-5, rfc7009-2.1-6, rfc7009-2.2-2
#[tokio::test]
async fn a_refresh_token_ends_its_grant_with_every_access_token() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let bystander = grant(&mut app).await;
    let first = grant(&mut app).await;
    let second = app.refresh(&first.text("refresh_token")).await;
    let log = Log::start();
    is_done(&revoke(&mut app, "web", &second.text("refresh_token")).await);
    assert_eq!(log.events("grant_revoked"), 1, "{}", log.text());
    for reply in [&first, &second] {
        assert!(!opens(&mut app, reply).await);
        for kind in ["access_token", "refresh_token"] {
            let asked = [("token", &*reply.text(kind))];
            let told = app.post_as("web", "/oauth/introspect", &asked).await;
            assert_eq!(told.body, r#"{"active":false}"#, "{kind}");
        }
        let dead = app.refresh(&reply.text("refresh_token")).await;
        dead.is_error(400, "invalid_grant");
    }
    assert!(opens(&mut app, &bystander).await, "another grant lives on");
    let again = app.refresh(&bystander.text("refresh_token")).await;
    assert_eq!(again.status, 200, "{again:?}");
}

/// A client whose last refresh got lost holds the token before it.
#[tokio::test]
async fn a_refresh_token_that_was_replaced_ends_the_grant_too() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let first = grant(&mut app).await;
    let second = app.refresh(&first.text("refresh_token")).await;
    let third = app.refresh(&second.text("refresh_token")).await;
    is_done(&revoke(&mut app, "web", &first.text("refresh_token")).await);
    assert!(!opens(&mut app, &third).await);
    let dead = app.refresh(&third.text("refresh_token")).await;
    dead.is_error(400, "invalid_grant");
}

/// rfc7009-2-2, rfc7009-2.1-7: by policy the refresh token lives on.
#[tokio::test]
async fn an_access_token_ends_itself_alone() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let first = grant(&mut app).await;
    let second = app.refresh(&first.text("refresh_token")).await;
    let log = Log::start();
    is_done(&revoke(&mut app, "web", &first.text("access_token")).await);
    assert_eq!(log.events("token_revoked"), 1, "{}", log.text());
    assert!(!opens(&mut app, &first).await && opens(&mut app, &second).await);
    let third = app.refresh(&second.text("refresh_token")).await;
    assert_eq!(third.status, 200, "{third:?}");
}

/// A token without a person and without a grant.
#[tokio::test]
async fn a_token_of_the_client_itself_can_be_revoked() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let own = app
        .token("web", &[("grant_type", "client_credentials")])
        .await;
    assert!(opens(&mut app, &own).await);
    is_done(&revoke(&mut app, "web", &own.text("access_token")).await);
    assert!(!opens(&mut app, &own).await);
}

/// A token whose string the application made.
#[tokio::test]
async fn a_token_in_the_format_of_the_application_can_be_revoked() {
    let (router, _, answer, _) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut app = Browser::new(&router);
    for token in [
        "own.token/0123456789+0123456789=",
        "ort_0123456789012345678901234567",
    ] {
        answer.lock().unwrap().token = Some(token.to_owned());
        let own = app
            .token("web", &[("grant_type", "client_credentials")])
            .await;
        assert!(opens(&mut app, &own).await, "{own:?}");
        is_done(&revoke(&mut app, "web", token).await);
        assert!(!opens(&mut app, &own).await);
    }
}

/// rfc7009-2.1-8
#[tokio::test]
async fn a_hint_that_is_wrong_or_unknown_changes_nothing() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    for (kind, hint) in [
        ("access_token", "refresh_token"),
        ("access_token", "access_token"),
        ("access_token", "saml2_assertion"),
        ("refresh_token", "access_token"),
        ("refresh_token", "refresh_token"),
        ("refresh_token", "no such kind"),
    ] {
        let given = grant(&mut app).await;
        let token = given.text(kind);
        let pairs = [("token", token.as_str()), ("token_type_hint", hint)];
        is_done(&app.post_as("web", REVOKE, &pairs).await);
        assert!(!opens(&mut app, &given).await, "{kind} {hint}");
    }
}

/// rfc7009-2.2-1
#[tokio::test]
async fn what_is_no_token_is_answered_as_a_revoked_one() {
    let (router, _, clock) = photos();
    let mut app = Browser::new(&router);
    let given = grant(&mut app).await;
    let access = given.text("access_token");
    let refresh = given.text("refresh_token");
    let code = app.code().await;
    for token in [
        "x",
        "oat_x",
        "ort_x",
        "\u{e4} \u{7f}",
        &format!("{access}x"),
        &format!("{refresh}x"),
        &access.replace("oat_", "oac_"),
        &code,
    ] {
        is_done(&revoke(&mut app, "web", token).await);
    }
    assert!(opens(&mut app, &given).await);
    let redeemed = app.redeem(&code).await;
    assert_eq!(redeemed.status, 200, "a code is no token: {redeemed:?}");
    for token in [&access, &access, &refresh, &refresh] {
        is_done(&revoke(&mut app, "web", token).await);
    }
    clock.advance(365 * 24 * 60 * 60);
    let late = redeemed.text("refresh_token");
    is_done(&revoke(&mut app, "web", &late).await);
}

/// rfc7009-2.1-4: refused, and the answer is that to an unknown token.
#[tokio::test]
async fn a_token_of_another_client_stays_as_it_is() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let given = grant(&mut app).await;
    let public = app.public_tokens().await;
    let log = Log::start();
    for token in [given.text("access_token"), given.text("refresh_token")] {
        is_done(&revoke(&mut app, "other", &token).await);
        let pairs = [("client_id", "cli"), ("token", token.as_str())];
        is_done(&app.post_with(REVOKE, &[], &pairs).await);
    }
    assert_eq!(log.events("foreign_token"), 2, "{}", log.text());
    for token in [public.text("access_token"), public.text("refresh_token")] {
        is_done(&revoke(&mut app, "web", &token).await);
    }
    assert!(opens(&mut app, &given).await && opens(&mut app, &public).await);
    let next = app.refresh(&given.text("refresh_token")).await;
    assert_eq!(next.status, 200, "{next:?}");
    let next = [
        ("grant_type", "refresh_token"),
        ("refresh_token", &public.text("refresh_token")),
    ];
    let next = app.public_token("cli", &next).await;
    assert_eq!(next.status, 200, "{next:?}");
}

/// The same of a provider at another issuer, on the same store.
#[tokio::test]
async fn a_token_of_another_issuer_stays_as_it_is() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = photos_on(store.clone());
    let clock = FixedClock::default();
    let issuer = format!("{ISSUER}/elsewhere");
    let elsewhere =
        support::photos_at(&issuer, store, support::clients(), &clock).expect("a server");
    let mut app = Browser::new(&router);
    let given = grant(&mut app).await;
    let mut there = Browser::new(&support::routes(&elsewhere));
    for token in [given.text("access_token"), given.text("refresh_token")] {
        is_done(&revoke(&mut there, "web", &token).await);
    }
    assert!(opens(&mut app, &given).await);
}

#[tokio::test]
async fn a_public_client_says_who_it_is() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let given = app.public_tokens().await;
    let token = given.text("refresh_token");
    let pairs = [("client_id", "cli"), ("token", token.as_str())];
    is_done(&app.post_with(REVOKE, &[], &pairs).await);
    assert!(!opens(&mut app, &given).await);
}

/// rfc7009-2.1-3
#[tokio::test]
async fn a_client_that_does_not_prove_who_it_is_revokes_nothing() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let given = grant(&mut app).await;
    let token = given.text("access_token");
    for header in [
        basic("web", "guessed"),
        basic("nobody", SECRET),
        "Bearer x".to_owned(),
    ] {
        let headers = [("authorization", header.as_str())];
        let reply = app.post_with(REVOKE, &headers, &[("token", &token)]).await;
        reply.is_error(401, "invalid_client");
        assert!(reply.header("www-authenticate").starts_with("Basic "));
    }
    let named = |client_id| [("client_id", client_id), ("token", token.as_str())];
    for pairs in [named("web"), named("nobody"), named("")] {
        let reply = app.post_with(REVOKE, &[], &pairs).await;
        reply.is_error(401, "invalid_client");
    }
    let both = basic("web", SECRET);
    let pairs = [("client_secret", SECRET), ("token", token.as_str())];
    let twice = app
        .post_with(REVOKE, &[("authorization", &both)], &pairs)
        .await;
    twice.is_error(400, "invalid_request");
    assert!(opens(&mut app, &given).await);
    // A public client proves nothing: its name is enough for its own tokens.
    let public = app.public_tokens().await;
    let token = public.text("access_token");
    let pairs = [("client_id", "cli"), ("token", token.as_str())];
    is_done(&app.post_with(REVOKE, &[], &pairs).await);
    assert!(!opens(&mut app, &public).await);
}

/// rfc7009-2.1-1, rfc7009-2.1-2
#[tokio::test]
async fn only_a_form_that_is_posted_is_read() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let given = grant(&mut app).await;
    let token = given.text("access_token");
    let query = format!("{REVOKE}?token={token}");
    for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE] {
        let reply = app.method(method, &query).await;
        assert_eq!(reply.status, 405, "{reply:?}");
        assert!(reply.header("allow").contains("POST"));
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    for pairs in [
        [].as_slice(),
        &[("token", "")],
        &[("token_type_hint", "access_token")],
        &[("token", &token), ("token", &token)],
    ] {
        let reply = app.post_as("web", REVOKE, pairs).await;
        reply.is_error(400, "invalid_request");
    }
    let in_query = app.post_as("web", &query, &[]).await;
    in_query.is_error(400, "invalid_request");
    let basic = basic("web", SECRET);
    for (media_type, body) in [
        ("application/json", format!("{{\"token\":\"{token}\"}}")),
        ("text/plain", format!("token={token}")),
    ] {
        let request = http::Request::post(REVOKE)
            .header("authorization", &basic)
            .header("content-type", media_type)
            .body(axum::body::Body::from(body))
            .unwrap();
        app.send(request).await.is_error(400, "invalid_request");
    }
    assert!(opens(&mut app, &given).await);
}

/// rfc7009-2.2.1-2: it may be tried again, and until then the token lives.
/// attack-65
#[tokio::test]
async fn a_store_that_fails_is_answered_503_and_never_200() {
    let store = Failing::new();
    let (router, ..) = photos_on(store.clone());
    let mut app = Browser::new(&router);
    let log = Log::start();
    let given = grant(&mut app).await;
    for (verb, kind) in [
        ("find_access", "access_token"),
        ("revoke_access", "access_token"),
        ("find_refresh", "refresh_token"),
        ("revoke_grant", "refresh_token"),
    ] {
        store.at(verb);
        let reply = revoke(&mut app, "web", &given.text(kind)).await;
        reply.is_error(503, "server_error");
        log.holds_cause_of(&reply, verb);
        store.at("");
        assert!(opens(&mut app, &given).await, "{verb}");
    }
    for kind in ["access_token", "refresh_token"] {
        is_done(&revoke(&mut app, "web", &given.text(kind)).await);
    }
    assert!(!opens(&mut app, &given).await);
    for kind in ["access_token", "refresh_token"] {
        let asked = [("token", &*given.text(kind))];
        let told = app.post_as("web", "/oauth/introspect", &asked).await;
        assert_eq!(told.body, r#"{"active":false}"#);
    }
}

/// Tokens come from every grant, so every provider takes them back.
#[tokio::test]
async fn it_is_there_alone_and_wherever_the_paths_say() {
    let (_, server, _) = photos();
    let alone = axum::Router::new().route("/gone", server.revocation());
    let mut app = Browser::new(&alone);
    is_done(&app.post_as("web", "/gone", &[("token", "x")]).await);
    let settings = Settings::new(ISSUER).paths(Paths::default().revoke("/elsewhere"));
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = support::photos_with(store, settings, []);
    let mut app = Browser::new(&router);
    is_done(&app.post_as("web", "/elsewhere", &[("token", "x")]).await);
    let reply = app.post_as("web", REVOKE, &[("token", "x")]).await;
    assert_eq!(reply.status, 404);
}
