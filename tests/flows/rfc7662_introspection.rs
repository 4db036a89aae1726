//! What a token is good for, told to those who may know (RFC 7662).

use crate::capture::Log;
use crate::failing::Failing;
use axum::Router;
use http::Method;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{ClientAuthMethod, Clock as _};
use serde_json::{Value, json};
use std::sync::Arc;
use support::{AppScope, Browser, FixedClock, ISSUER, Reply, SECRET, basic, photos_with, query_of};

const ASK: &str = "/oauth/introspect";
const DAY: u64 = 24 * 60 * 60;

/// Resource servers: `api` knows both scopes, `albums` one, `bare` none.
fn resource_servers() -> Vec<Client> {
    let secret = ClientSecret::given(SECRET);
    let build = |id: &str, scopes: &[AppScope]| {
        let scopes: ScopeSet = scopes.iter().copied().collect();
        let client = Client::confidential(id, &secret).introspects();
        client.scopes(scopes).build().expect("a client")
    };
    vec![
        build("api", &[AppScope::Read, AppScope::Write]),
        build("albums", &[AppScope::Read]),
        build("bare", &[]),
    ]
}

fn served() -> (Browser, AuthorizationServer<support::Photos>, FixedClock) {
    served_on(Arc::new(MemoryStore::new().allow_any_issuer()))
}

fn served_on(store: Arc<dyn Store>) -> (Browser, AuthorizationServer<support::Photos>, FixedClock) {
    let (router, server, clock) = photos_with(store, Settings::new(ISSUER), resource_servers());
    (Browser::new(&router), server, clock)
}

/// What a person's consent to `web` gave.
async fn grant(app: &mut Browser, scope: &str) -> Reply {
    let code = app.code_with(&[("scope", scope)]).await;
    app.redeem(&code).await
}

async fn ask(app: &mut Browser, client_id: &str, token: &str) -> Reply {
    let reply = app.post_as(client_id, ASK, &[("token", token)]).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "no-store");
    reply
}

async fn told(app: &mut Browser, client_id: &str, token: &str) -> Value {
    ask(app, client_id, token).await.json()
}

/// Nothing else is told, byte for byte.
async fn is_inactive(app: &mut Browser, client_id: &str, token: &str) {
    let reply = ask(app, client_id, token).await;
    assert_eq!(reply.body, r#"{"active":false}"#, "{client_id}");
}

/// rfc7662-2.2-1, rfc7662-2.2-5, rfc7662-4-3
#[tokio::test]
async fn a_resource_server_is_told_what_a_live_token_is_good_for() {
    let (mut app, _, clock) = served();
    let now = clock.now().seconds();
    let given = grant(&mut app, "read photos:write").await;
    let expected = json!({
        "active": true,
        "scope": "photos:write read",
        "client_id": "web",
        "sub": "user-1",
        "token_type": "Bearer",
        "iat": now,
        "exp": now + 900,
        "iss": ISSUER,
    });
    clock.advance(10);
    let token = given.text("access_token");
    assert_eq!(told(&mut app, "api", &token).await, expected);
    assert_eq!(told(&mut app, "web", &token).await, expected, "its client");
}

/// rfc9700-4.15-1: a person may be named as the client is, so the client has no `sub`.
#[tokio::test]
async fn a_token_of_the_client_itself_has_no_subject() {
    let (mut app, ..) = served();
    let own = [("grant_type", "client_credentials"), ("scope", "read")];
    let token = app.token("web", &own).await.text("access_token");
    let told = told(&mut app, "api", &token).await;
    assert_eq!(told["active"], json!(true));
    assert_eq!(told["client_id"], json!("web"));
    assert!(told.get("sub").is_none(), "{told}");
}

/// rfc7662-2.2-4, rfc7662-5-1
#[tokio::test]
async fn a_resource_server_is_told_of_its_own_scopes_alone() {
    let (mut app, ..) = served();
    let both = grant(&mut app, "read photos:write").await;
    let write = grant(&mut app, "photos:write").await;
    let both = both.text("access_token");
    let write = write.text("access_token");
    let told = told(&mut app, "albums", &both).await;
    assert_eq!(told["scope"], json!("read"));
    for (caller, token) in [("albums", &write), ("bare", &both), ("bare", &write)] {
        let log = Log::start();
        is_inactive(&mut app, caller, token).await;
        assert_eq!(log.events("foreign_token"), 1, "{}", log.text());
    }
}

/// No oracle for a client that is no resource server.
#[tokio::test]
async fn another_client_is_told_as_of_a_token_that_does_not_exist() {
    let (mut app, ..) = served();
    let given = grant(&mut app, "read").await;
    for kind in ["access_token", "refresh_token"] {
        is_inactive(&mut app, "other", &given.text(kind)).await;
    }
}

/// rfc7662-4-4: no resource server has business with a refresh token or a code.
#[tokio::test]
async fn a_refresh_token_is_told_to_its_client_alone() {
    let (mut app, _, clock) = served();
    let first = grant(&mut app, "read").await.text("refresh_token");
    clock.advance(20);
    let now = clock.now().seconds();
    let second = app.refresh(&first).await.text("refresh_token");
    let expected = json!({
        "active": true,
        "scope": "read",
        "client_id": "web",
        "sub": "user-1",
        "iat": now,
        "exp": now + 30 * DAY,
        "iss": ISSUER,
    });
    assert_eq!(told(&mut app, "web", &second).await, expected);
    is_inactive(&mut app, "web", &first).await;
    is_inactive(&mut app, "api", &second).await;
    let code = app.code().await;
    for caller in ["web", "api"] {
        is_inactive(&mut app, caller, &code).await;
    }
    // Being asked about changes nothing.
    assert_eq!(app.refresh(&second).await.status, 200);
    assert_eq!(app.redeem(&code).await.status, 200);
}

/// rfc7662-2.2-2, rfc7662-2.2-3
#[tokio::test]
async fn what_is_no_live_token_is_inactive_and_nothing_more() {
    let (mut app, _, clock) = served();
    let given = grant(&mut app, "read").await;
    let (access, refresh) = (given.text("access_token"), given.text("refresh_token"));
    for text in [
        "x",
        "oat_x",
        "ort_x",
        "\u{e4} \u{7f}",
        &format!("{access}x"),
        &format!("{refresh}x"),
        &access.replace("oat_", "ort_"),
    ] {
        is_inactive(&mut app, "api", text).await;
        is_inactive(&mut app, "web", text).await;
    }
    clock.advance(899);
    assert_eq!(told(&mut app, "api", &access).await["active"], json!(true));
    clock.advance(1);
    is_inactive(&mut app, "api", &access).await;
    is_inactive(&mut app, "web", &access).await;
    assert_eq!(told(&mut app, "web", &refresh).await["active"], json!(true));
    clock.advance(30 * DAY - 901);
    assert_eq!(told(&mut app, "web", &refresh).await["active"], json!(true));
    clock.advance(1);
    is_inactive(&mut app, "web", &refresh).await;
}

/// rfc7662-4-1: checked at this moment.
#[tokio::test]
async fn a_token_that_was_revoked_is_inactive_at_once() {
    let (mut app, server, _) = served();
    let first = grant(&mut app, "read").await;
    let second = grant(&mut app, "read").await;
    let third = grant(&mut app, "read").await;
    let revoked = [("token", &*first.text("access_token"))];
    app.post_as("web", "/oauth/revoke", &revoked).await;
    is_inactive(&mut app, "api", &first.text("access_token")).await;
    let kept = told(&mut app, "web", &first.text("refresh_token")).await;
    assert_eq!(kept["active"], json!(true));
    let revoked = [("token", &*second.text("refresh_token"))];
    app.post_as("web", "/oauth/revoke", &revoked).await;
    let alice = oauth2_runtime::SubjectId::new("user-1");
    let live = told(&mut app, "api", &third.text("access_token")).await;
    assert_eq!(live["active"], json!(true));
    server.revoke_subject(&alice).await.expect("a store");
    for dead in [&first, &second, &third] {
        is_inactive(&mut app, "web", &dead.text("access_token")).await;
        is_inactive(&mut app, "web", &dead.text("refresh_token")).await;
    }
}

/// rfc7662-2.1-3, rfc7662-2.3-1
/// attack-66
#[tokio::test]
async fn a_caller_that_does_not_prove_who_it_is_is_told_nothing() {
    let (mut app, ..) = served();
    let token = grant(&mut app, "read").await.text("access_token");
    let guessed = basic("api", "guessed");
    let nobody = basic("nobody", SECRET);
    let bearer = format!("Bearer {token}");
    let asked = [("token", token.as_str())];
    for header in [&guessed, &nobody, &bearer] {
        let reply = app
            .post_with(ASK, &[("authorization", header)], &asked)
            .await;
        reply.is_error(401, "invalid_client");
        assert!(reply.header("www-authenticate").starts_with("Basic "));
    }
    for client_id in ["", "nobody", "api", "cli"] {
        let pairs = [asked[0], ("client_id", client_id)];
        let reply = app.post_with(ASK, &[], &pairs).await;
        reply.is_error(401, "invalid_client");
        assert!(!reply.body.contains("active"), "{reply:?}");
    }
    for foreign in ["other", "plain", "bare"] {
        is_inactive(&mut app, foreign, &token).await;
    }
}

/// Not even of its own tokens, since anybody can give its name.
#[tokio::test]
async fn a_public_client_is_told_nothing() {
    let (mut app, ..) = served();
    let given = app.public_tokens().await;
    for kind in ["access_token", "refresh_token"] {
        let token = given.text(kind);
        let pairs = [("client_id", "cli"), ("token", token.as_str())];
        let reply = app.post_with(ASK, &[], &pairs).await;
        reply.is_error(401, "invalid_client");
    }
    let seen = told(&mut app, "api", &given.text("access_token")).await;
    assert_eq!(seen["client_id"], json!("cli"));
}

/// rfc7662-2.1-1, rfc7662-2.1-2
#[tokio::test]
async fn only_a_form_that_is_posted_is_read() {
    let (mut app, ..) = served();
    let token = grant(&mut app, "read").await.text("access_token");
    let query = format!("{ASK}?{}", query_of(&[("token", &token)]));
    for method in [
        Method::GET,
        Method::HEAD,
        Method::PUT,
        Method::DELETE,
        Method::OPTIONS,
    ] {
        let reply = app.method(method, &query).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("allow")),
            (405, "POST")
        );
    }
    for pairs in [
        [].as_slice(),
        &[("token", "")],
        &[("token", &token), ("token", &token)],
    ] {
        let reply = app.post_as("api", ASK, pairs).await;
        reply.is_error(400, "invalid_request");
    }
    let in_query = app.post_as("api", &query, &[]).await;
    in_query.is_error(400, "invalid_request");
    let json = http::Request::post(ASK)
        .header("authorization", basic("api", SECRET))
        .header("content-type", "application/json")
        .body(axum::body::Body::from(
            json!({ "token": token }).to_string(),
        ));
    let reply = app.send(json.unwrap()).await;
    reply.is_error(400, "invalid_request");
}

/// rfc7662-2.1-4
#[tokio::test]
async fn a_hint_that_is_wrong_or_unknown_changes_nothing() {
    let (mut app, ..) = served();
    let given = grant(&mut app, "read").await;
    for kind in ["access_token", "refresh_token"] {
        for hint in ["access_token", "refresh_token", "no such kind"] {
            let token = given.text(kind);
            let pairs = [("token", token.as_str()), ("token_type_hint", hint)];
            let reply = app.post_as("web", ASK, &pairs).await;
            assert_eq!(reply.json()["active"], json!(true), "{kind} {hint}");
        }
    }
}

/// A resource server is a client like any other, with its one method.
#[tokio::test]
async fn a_resource_server_needs_a_secret_and_no_grant() {
    let public = Client::public("api").introspects().build();
    let fault = public.expect_err("a fault").to_string();
    assert!(fault.contains("introspect"), "{fault}");
    let posts = Client::confidential("posts", &ClientSecret::given(SECRET))
        .auth_method(ClientAuthMethod::ClientSecretPost)
        .introspects()
        .build();
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = photos_with(store, Settings::new(ISSUER), posts);
    let mut app = Browser::new(&router);
    let pairs = [
        ("token", "x"),
        ("client_id", "posts"),
        ("client_secret", SECRET),
    ];
    let reply = app.post_with(ASK, &[], &pairs).await;
    assert_eq!(reply.body, r#"{"active":false}"#);
    let own = [("grant_type", "client_credentials"), pairs[1], pairs[2]];
    let none = app.post_with("/oauth/token", &[], &own).await;
    none.is_error(400, "unauthorized_client");
}

/// A store that cannot tell is no `false`, which a resource server would keep.
#[tokio::test]
async fn a_store_that_fails_is_answered_503_and_never_inactive() {
    let store = Failing::new();
    let (mut app, ..) = served_on(store.clone());
    let log = Log::start();
    let given = grant(&mut app, "read").await;
    for (verb, kind) in [
        ("find_access", "access_token"),
        ("find_refresh", "refresh_token"),
    ] {
        store.at(verb);
        let asked = [("token", &*given.text(kind))];
        let reply = app.post_as("web", ASK, &asked).await;
        reply.is_error(503, "server_error");
        log.holds_cause_of(&reply, verb);
    }
}

#[tokio::test]
async fn it_is_there_alone() {
    let (mut app, server, _) = served();
    let token = grant(&mut app, "read").await.text("access_token");
    let alone = Router::new().route("/what-is", server.introspection());
    let mut api = Browser::new(&alone);
    let reply = api.post_as("api", "/what-is", &[("token", &token)]).await;
    assert_eq!(reply.json()["active"], json!(true));
}
