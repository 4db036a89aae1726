//! Bearer tokens at protected routes (RFC 6750).

use crate::failing::Failing;
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use oauth2_runtime::prelude::*;
use oauth2_runtime::{RequireScopes, SubjectId, Timestamp, grants};
use std::sync::Arc;
use support::{
    AppScope, Browser, FixedClock, ISSUER, Photos, Reply, app_scope, clients, photos, photos_at,
    photos_on, query_of, routes,
};

const REALM: &str = "Bearer realm=\"https://photos.example\"";

/// A token of the client `web` for itself.
async fn token(app: &mut Browser, scope: &str) -> String {
    let ask = [("grant_type", "client_credentials"), ("scope", scope)];
    app.token("web", &ask).await.text("access_token")
}

async fn with_headers(app: &mut Browser, uri: &str, headers: &[&str]) -> Reply {
    let mut request = Request::get(uri);
    for header in headers {
        request = request.header(AUTHORIZATION, *header);
    }
    let request = request.body(Body::empty());
    app.send(request.expect("a request")).await
}

fn is_refused(reply: &Reply, status: u16, error: &str, scope: &str) {
    assert_eq!(reply.status.as_u16(), status, "{reply:?}");
    let challenge = reply.header("www-authenticate");
    let scope = if scope.is_empty() {
        String::new()
    } else {
        format!(", scope=\"{scope}\"")
    };
    if error.is_empty() {
        assert_eq!(challenge, format!("{REALM}{scope}"));
    } else {
        let begins = format!("{REALM}, error=\"{error}\", error_description=\"");
        let rest = challenge
            .strip_prefix(&begins)
            .unwrap_or_else(|| panic!("{challenge}"));
        let (description, tail) = rest.split_once('"').expect("a closing quote");
        assert!(
            !description.is_empty() && !description.contains('\\'),
            "{challenge}"
        );
        assert_eq!(tail, scope, "{challenge}");
        assert_eq!(reply.text("error"), error);
    }
    assert_eq!(reply.header("cache-control"), "no-store");
}

/// rfc6750-2.1-1
#[tokio::test]
async fn a_token_opens_a_route_by_the_header_alone_in_any_case_of_the_scheme() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let token = token(&mut app, "read").await;
    for scheme in ["Bearer ", "bearer ", "BEARER ", "Bearer   "] {
        let reply = with_headers(&mut app, "/api/me", &[&format!("{scheme}{token}")]).await;
        assert_eq!(reply.body, "client web scopes read", "{scheme}");
    }
    // What the route itself takes in its query has nothing to do with it.
    let reply = app.with_token("/api/me?page=2&token=x", &token).await;
    assert_eq!(reply.body, "client web scopes read");
    let form = Request::get("/api/me")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(query_of(&[("access_token", &token)])));
    is_refused(&app.send(form.expect("a request")).await, 401, "", "");
}

/// rfc6750-3-1, rfc6750-3-4
#[tokio::test]
async fn a_request_without_a_token_gets_a_challenge_without_an_error() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let scopes = [
        ("/api/me", ""),
        ("/api/write", "photos:write"),
        ("/api/both", "read photos:write"),
        ("/api/layered", "photos:write"),
    ];
    for (uri, scope) in scopes {
        is_refused(&app.get(uri).await, 401, "", scope);
        let basic = support::basic("web", support::SECRET);
        is_refused(
            &with_headers(&mut app, uri, &[&basic]).await,
            401,
            "",
            scope,
        );
    }
}

/// rfc6750-3-2
#[tokio::test]
async fn every_challenge_has_a_realm_and_no_attribute_twice() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let read = format!("Bearer {}", token(&mut app, "read").await);
    for (sent, status) in [
        (&[][..], 401),
        (&["Bearer x"], 401),
        (&[&read], 403),
        (&[&read, &read], 400),
    ] {
        let reply = with_headers(&mut app, "/api/write", sent).await;
        assert_eq!(reply.status, status, "{reply:?}");
        assert_eq!(reply.headers.get_all("www-authenticate").iter().count(), 1);
        let challenge = reply.header("www-authenticate");
        let attributes = challenge.strip_prefix("Bearer ").expect("attributes");
        let times = |name: &str| {
            let begins = format!("{name}=\"");
            let all = attributes.split(", ");
            all.filter(|one| one.starts_with(&begins)).count()
        };
        let told = usize::from(!sent.is_empty());
        for (name, expected) in [
            ("realm", 1),
            ("scope", 1),
            ("error", told),
            ("error_description", told),
            ("error_uri", 0),
        ] {
            assert_eq!(times(name), expected, "{name}: {challenge}");
        }
    }
}

/// rfc6749-10.3-2, rfc6750-2.1-2
#[tokio::test]
async fn a_token_that_is_malformed_altered_or_of_another_kind_is_invalid() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let good = token(&mut app, "photos:write").await;
    let code = app.code().await;
    let grant = app.redeem(&code).await;
    let refresh = grant.text("refresh_token");
    let mut altered = good.clone();
    altered.replace_range(20..21, if &good[20..21] == "A" { "B" } else { "A" });
    let upper = good.to_uppercase();
    let two = format!("{good},{good}");
    let spaced = format!("{good} {good}");
    let quoted = format!("\"{good}\"");
    let longer = format!("{good}=");
    let long = "a".repeat(2049);
    let all: [&str; 11] = [
        &altered, &upper, &two, &spaced, &quoted, &longer, &long, &code, &refresh, "x", "=",
    ];
    for wrong in all {
        let reply = app.with_token("/api/write", wrong).await;
        is_refused(&reply, 401, "invalid_token", "photos:write");
        let reply = app.with_token("/api/maybe", wrong).await;
        is_refused(&reply, 401, "invalid_token", "");
    }
    let bytes = Request::get("/api/me").header(AUTHORIZATION, &b"Bearer \xff\xfe"[..]);
    let reply = app
        .send(bytes.body(Body::empty()).expect("a request"))
        .await;
    is_refused(&reply, 401, "invalid_token", "");
}

/// rfc6750-3.1-2
#[tokio::test]
async fn an_expired_and_a_revoked_token_are_invalid() {
    let (router, server, clock) = photos();
    let mut app = Browser::new(&router);
    let short = token(&mut app, "read").await;
    clock.advance(900);
    is_refused(
        &app.with_token("/api/me", &short).await,
        401,
        "invalid_token",
        "",
    );
    let code = app.code().await;
    let access = app.redeem(&code).await.text("access_token");
    assert_eq!(app.with_token("/api/me", &access).await.status, 200);
    let alice = SubjectId::new("user-1");
    server.revoke_subject(&alice).await.expect("a store");
    is_refused(
        &app.with_token("/api/me", &access).await,
        401,
        "invalid_token",
        "",
    );
}

/// rfc6750-3-3, rfc6750-3.1-3
#[tokio::test]
async fn every_scope_of_the_route_is_needed() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let (read, write) = (
        token(&mut app, "read").await,
        token(&mut app, "photos:write").await,
    );
    let both = token(&mut app, "read photos:write").await;
    let lacking = [
        (&read, "/api/write", "photos:write"),
        (&read, "/api/layered", "photos:write"),
        (&read, "/api/both", "read photos:write"),
        (&write, "/api/both", "read photos:write"),
    ];
    for (token, uri, scope) in lacking {
        let reply = app.with_token(uri, token).await;
        is_refused(&reply, 403, "insufficient_scope", scope);
    }
    let enough = [
        (&write, "/api/write", "written"),
        (&write, "/api/layered", "passed"),
        (&both, "/api/both", "both"),
        (&both, "/api/layered", "passed"),
    ];
    for (token, uri, body) in enough {
        assert_eq!(app.with_token(uri, token).await.body, body);
    }
}

/// rfc6750-2-1, rfc6750-3.1-1
#[tokio::test]
async fn two_tokens_in_one_request_are_invalid_even_when_they_are_equal() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let token = token(&mut app, "photos:write").await;
    let header = format!("Bearer {token}");
    let basic = support::basic("web", support::SECRET);
    for uri in ["/api/write", "/api/layered"] {
        let twice = with_headers(&mut app, uri, &[&header, &header]).await;
        is_refused(&twice, 400, "invalid_request", "photos:write");
        let mixed = with_headers(&mut app, uri, &[&basic, &header]).await;
        is_refused(&mixed, 400, "invalid_request", "photos:write");
        for query in [
            format!("access_token={token}"),
            "a=1&access_token=".to_owned(),
        ] {
            let reply = app.with_token(&format!("{uri}?{query}"), &token).await;
            is_refused(&reply, 400, "invalid_request", "photos:write");
        }
    }
}

/// rfc6750-2.3-1, oauth-v2-1-draft-5.1-1
#[tokio::test]
async fn a_token_in_the_query_is_as_none() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let token = token(&mut app, "photos:write").await;
    let reply = app.get(&format!("/api/write?access_token={token}")).await;
    is_refused(&reply, 401, "", "photos:write");
    let maybe = app.get(&format!("/api/maybe?access_token={token}")).await;
    assert_eq!(maybe.body, "anonymous");
}

/// An optional guard lets a request without a token pass, and none with a bad one.
#[tokio::test]
async fn with_option_a_request_without_a_token_is_anonymous() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    assert_eq!(app.get("/api/maybe").await.body, "anonymous");
    let good = token(&mut app, "read").await;
    assert_eq!(app.with_token("/api/maybe", &good).await.body, "known");
    let header = format!("Bearer {good}");
    let twice = with_headers(&mut app, "/api/maybe", &[&header, &header]).await;
    is_refused(&twice, 400, "invalid_request", "");
}

/// A guard tells a person from a client, and knows the token's grant and end.
#[tokio::test]
async fn a_handler_learns_who_the_token_speaks_for_and_until_when() {
    async fn all(who: Bearer<Photos>) -> String {
        let (grant, ends) = (who.grant().is_some(), who.expires_at());
        format!(
            "{:?} {} {grant} {}",
            who.principal(),
            who.client_id(),
            ends.seconds()
        )
    }
    let (_, server, clock) = photos();
    let router = Router::new()
        .route("/all", get(all))
        .with_state(server.clone());
    let mut app = Browser::new(&router);
    let table = clients();
    let web = table.first().expect("web");
    let ends = |clock: &FixedClock| {
        let now: Timestamp = oauth2_runtime::Clock::now(clock);
        now.seconds() + 900
    };
    let alice = SubjectId::new("user-1");
    let issue = server.issue_for_test(grants::code, web, Some(&alice), [AppScope::Read]);
    let token = issue.await.expect("a store");
    let reply = app.with_token("/all", token.expose()).await;
    assert_eq!(
        reply.body,
        format!("Person(\"user-1\") web true {}", ends(&clock))
    );
    let issue = server.issue_for_test(grants::client_credentials, web, None, [AppScope::Read]);
    let token = issue.await.expect("a store");
    let reply = app.with_token("/all", token.expose()).await;
    assert_eq!(
        reply.body,
        format!("Client(\"web\") web false {}", ends(&clock))
    );
}

/// A handler may do more for a token that allows more.
#[tokio::test]
async fn a_handler_asks_for_a_scope_by_its_name_in_the_enum() {
    async fn ask(who: Bearer<Photos>) -> String {
        let scopes = who.scopes();
        let all = [AppScope::Read, AppScope::Write, AppScope::Admin];
        format!("{:?}", all.map(|scope| scopes.contains(scope)))
    }
    let (photos, server, _) = photos();
    let token = token(&mut Browser::new(&photos), "photos:write").await;
    let router = Router::new().route("/ask", get(ask)).with_state(server);
    let reply = Browser::new(&router).with_token("/ask", &token).await;
    assert_eq!(reply.body, "[false, true, false]");
}

/// A layer in front of a guard costs one look-up, and one of another provider is worth nothing.
#[tokio::test]
async fn a_layer_and_a_guard_share_one_look_up_of_one_provider() {
    async fn me(who: Bearer<Photos, app_scope::Read>) -> String {
        who.client_id().to_string()
    }
    let store = Failing::new();
    let (router, server, clock) = photos_on(store.clone());
    let layer = || RequireScopes::<Photos, app_scope::Write>::new(&server);
    let own = Router::new().route("/me", get(me).route_layer(layer()));
    let own = own.with_state(server.clone());
    let token = token(&mut Browser::new(&router), "read photos:write").await;
    let before = store.calls("find_access");
    let reply = Browser::new(&own).with_token("/me", &token).await;
    assert_eq!(reply.body, "web");
    assert_eq!(store.calls("find_access") - before, 1);
    let other = photos_at("https://other.example", store, clients(), &clock);
    let behind = Router::new().route("/me", get(me).route_layer(layer()));
    let behind = behind.with_state(other.expect("a server"));
    let reply = Browser::new(&behind).with_token("/me", &token).await;
    assert_eq!(reply.status, 401, "{reply:?}");
    assert!(
        reply
            .header("www-authenticate")
            .contains("https://other.example")
    );
}

/// A hash is of one issuer.
#[tokio::test]
async fn two_providers_on_one_store_do_not_accept_each_others_tokens() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new().allow_any_issuer());
    let clock = FixedClock::default();
    let at = |issuer| photos_at(issuer, store.clone(), clients(), &clock).expect("a server");
    let (here, there) = (routes(&at(ISSUER)), routes(&at("https://other.example")));
    let (mut app, mut other) = (Browser::new(&here), Browser::new(&there));
    let code = app.code().await;
    let reply = app.redeem(&code).await;
    let access = reply.text("access_token");
    assert_eq!(other.with_token("/api/me", &access).await.status, 401);
    let foreign = other.refresh(&reply.text("refresh_token")).await;
    foreign.is_error(400, "invalid_grant");
    let fresh = app.code_with(&[]).await;
    other.redeem(&fresh).await.is_error(400, "invalid_grant");
    // Nor a session, though its cookie came under the right name.
    let session = app.cookies.values().next().expect("a cookie").clone();
    other.get("/login").await;
    let name = other
        .cookies
        .keys()
        .next()
        .expect("a cookie")
        .replace("login", "session");
    other.cookies.insert(name, session);
    let asked = other.ask_code(&[]).await;
    assert!(asked.header("location").starts_with("/login?"), "{asked:?}");
    // All of it is still good where it belongs.
    assert_eq!(app.with_token("/api/me", &access).await.status, 200);
    assert_eq!(app.redeem(&fresh).await.status, 200);
    assert_eq!(app.refresh(&reply.text("refresh_token")).await.status, 200);
}
