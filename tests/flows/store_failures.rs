//! A store that fails: 503 or a redirect, with a correlation id, and nothing is lost.

use crate::capture::Log;
use crate::failing::Failing;
use oauth2_runtime::{ClientId, Decision, GrantId, SubjectId};
use std::error::Error as _;
use std::sync::Arc;
use support::{Browser, CAUSE, Desk, FixedClock, photos_on};

/// A browser at a provider whose store can be told to fail.
fn bench() -> (Browser, Arc<Failing>, FixedClock, Log) {
    let store = Failing::new();
    let (router, _, clock) = photos_on(store.clone());
    (Browser::new(&router), store, clock, Log::start())
}

/// web-errors-1
#[tokio::test]
async fn the_token_endpoint_answers_503_and_spends_nothing() {
    let (mut app, store, _, log) = bench();
    let code = app.code().await;
    store.at("take_code");
    let reply = app.redeem(&code).await;
    reply.is_error(503, "server_error");
    log.holds_cause_of(&reply, "take_code");
    let chain = format!("cause=the store failed: {CAUSE}");
    assert!(log.text().contains(&chain), "{}", log.text());
    store.at("");
    let first = app.redeem(&code).await.text("refresh_token");
    for verb in ["find_refresh", "rotate_refresh"] {
        store.at(verb);
        let reply = app.refresh(&first).await;
        reply.is_error(503, "server_error");
        log.holds_cause_of(&reply, verb);
    }
    store.at("insert_access");
    let own = [("grant_type", "client_credentials")];
    let password = [
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", "wonderland"),
    ];
    for pairs in [own.as_slice(), &password] {
        let reply = app.token("web", pairs).await;
        reply.is_error(503, "server_error");
        log.holds_cause_of(&reply, "insert_access");
    }
    store.at("");
    assert_eq!(app.refresh(&first).await.status, 200);
}

/// A replay that the store cannot punish is not answered as if it had been.
#[tokio::test]
async fn a_replay_or_a_no_that_cannot_end_the_grant_is_a_failure_until_it_can() {
    let (mut app, store, _, log) = bench();
    let code = app.code().await;
    let first = app.redeem(&code).await;
    store.at("take_code");
    let reply = app.redeem(&code).await;
    reply.is_error(503, "server_error");
    log.holds_cause_of(&reply, "a replayed code");
    store.at("");
    app.redeem(&code).await.is_error(400, "invalid_grant");
    let me = app.with_token("/api/me", &first.text("access_token")).await;
    assert_eq!(me.status, 401);
    let store = Failing::new();
    let (router, _, answer, _) = Desk::on(store.clone());
    let mut app = Browser::new(&router);
    app.user = Some("alice");
    let code = app.code().await;
    let token = app.redeem(&code).await.text("refresh_token");
    answer.lock().unwrap().approval = Some(None);
    store.at("revoke_grant");
    let reply = app.refresh(&token).await;
    reply.is_error(503, "server_error");
    log.holds_cause_of(&reply, "a no at refresh");
}

/// A route never opens because the store is away.
#[tokio::test]
async fn a_protected_route_answers_503_and_never_opens() {
    let (mut app, store, _, log) = bench();
    let ask = [
        ("grant_type", "client_credentials"),
        ("scope", "photos:write"),
    ];
    let token = app.token("web", &ask).await.text("access_token");
    store.at("find_access");
    for uri in ["/api/me", "/api/write", "/api/maybe", "/api/layered"] {
        let reply = app.with_token(uri, &token).await;
        reply.is_error(503, "server_error");
        log.holds_cause_of(&reply, uri);
    }
    assert_eq!(app.get("/api/maybe").await.body, "anonymous");
}

#[tokio::test]
async fn the_authorization_endpoint_tells_the_client_by_redirect() {
    let (mut browser, store, clock, log) = bench();
    browser.sign_in().await;
    clock.advance(120);
    for verb in ["find_session", "touch_session", "has_consent"] {
        store.at(verb);
        let reply = browser.ask_code(&[]).await;
        reply.is_error_redirect("server_error");
        log.holds_cause_of(&reply, verb);
    }
    store.at("");
    let page = browser.ask_code(&[]).await;
    for verb in ["claim_once", "remember_consent"] {
        store.at(verb);
        let reply = browser.decide(&page, "allow").await;
        reply.is_error_redirect("server_error");
        log.holds_cause_of(&reply, verb);
    }
    store.at("");
    let code = browser.decide(&page, "allow").await.query("code");
    let reply = browser
        .redeem(&code.expect("the verdict still counts"))
        .await;
    assert_eq!(reply.status, 200, "{reply:?}");
    // Consent is remembered by now or soon: without a page the code is inserted.
    browser.code_with(&[("scope", "photos:write")]).await;
    store.at("insert_code");
    let reply = browser.ask_code(&[("scope", "photos:write")]).await;
    reply.is_error_redirect("server_error");
    log.holds_cause_of(&reply, "insert_code");
}

/// An earlier consent is looked for where the answer depends on it, and nowhere else.
#[tokio::test]
async fn a_policy_that_decides_alone_needs_no_look_up() {
    let store = Failing::new();
    let (router, _, answer, _) = Desk::on(store.clone());
    let mut browser = Browser::new(&router);
    browser.user = Some("alice");
    store.at("has_consent");
    let decide = |decision| answer.lock().unwrap().decision = Some(decision);
    decide(Decision::AskOnce);
    let reply = browser.ask_code(&[]).await;
    reply.is_error_redirect("server_error");
    decide(Decision::Approve);
    let reply = browser.ask_code(&[]).await;
    assert!(reply.query("code").is_some(), "{reply:?}");
    decide(Decision::Ask);
    let page = browser.ask_code(&[]).await;
    // What the person said is not overruled by what they said before.
    decide(Decision::AskOnce);
    let reply = browser.decide(&page, "allow").await;
    assert!(reply.query("code").is_some(), "{reply:?}");
}

#[tokio::test]
async fn a_token_in_the_fragment_that_cannot_be_kept_is_not_sent() {
    let (mut browser, store, _, log) = bench();
    browser.sign_in().await;
    let ask = [
        ("response_type", "token"),
        ("client_id", "page"),
        ("redirect_uri", "https://page.example/cb?tab=2"),
    ];
    let page = browser.authorize(&ask).await;
    store.at("insert_access");
    let reply = browser.decide(&page, "allow").await;
    assert_eq!(
        reply.fragment("error").as_deref(),
        Some("server_error"),
        "{reply:?}"
    );
    assert_eq!(reply.fragment("access_token"), None);
    log.holds_cause_of(&reply, "insert_access");
}

#[tokio::test]
async fn login_and_logout_answer_a_page_of_503() {
    let (mut browser, store, _, log) = bench();
    store.at("insert_session");
    let reply = browser.sign_in().await;
    reply.is_page(503);
    log.holds_cause_of(&reply, "insert_session");
    store.at("");
    browser.sign_in().await;
    let ticket = browser
        .get("/logout")
        .await
        .field("ticket")
        .expect("a ticket");
    for (verb, uri) in [("find_session", "/login"), ("find_session", "/logout")] {
        store.at(verb);
        let reply = browser.get(uri).await;
        reply.is_page(503);
        log.holds_cause_of(&reply, verb);
    }
    for verb in ["find_session", "end_session"] {
        store.at(verb);
        let reply = browser.post("/logout", &[("ticket", &ticket)]).await;
        reply.is_page(503);
        log.holds_cause_of(&reply, verb);
        assert!(
            !browser.cookies.is_empty(),
            "nobody believes to be signed out"
        );
    }
}

/// What could not be revoked is on the list still, and goes when the store is back.
#[tokio::test]
async fn the_page_of_connected_apps_is_a_page_of_503_and_nobody_believes_to_have_revoked() {
    let (mut browser, store, _, log) = bench();
    let code = browser.code().await;
    let token = browser.redeem(&code).await.text("access_token");
    let page = browser.get("/oauth/apps").await;
    let ticket = page.field("ticket").expect("a ticket");
    let pairs = [("ticket", ticket.as_str()), ("client_id", "web")];
    store.at("grants_of");
    let reply = browser.get("/oauth/apps").await;
    reply.is_page(503);
    log.holds_cause_of(&reply, "grants_of");
    for verb in ["find_session", "grants_of", "revoke_grant"] {
        store.at(verb);
        let reply = browser.post("/oauth/apps", &pairs).await;
        reply.is_page(503);
        log.holds_cause_of(&reply, verb);
    }
    assert_eq!(log.events("app_disconnected"), 0, "{}", log.text());
    store.at("");
    assert_eq!(browser.with_token("/api/me", &token).await.status, 200);
    browser.post("/oauth/apps", &pairs).await;
    assert_eq!(browser.with_token("/api/me", &token).await.status, 401);
}

/// Failures of the store come to the application that calls, with their cause.
#[tokio::test]
async fn administration_hands_the_failure_to_its_caller() {
    let store = Failing::new();
    let (_, server, _) = photos_on(store.clone());
    let (alice, web) = (
        SubjectId::new("user-1"),
        ClientId::parse("web").expect("an id"),
    );
    store.at("grants_of");
    let mut failures = vec![server.grants_of(&alice).await.expect_err("a failure")];
    store.at("revoke_subject");
    failures.push(server.revoke_subject(&alice).await.expect_err("a failure"));
    store.at("revoke_client");
    failures.push(server.revoke_client(&web).await.expect_err("a failure"));
    store.at("revoke_grant");
    let grant = GrantId::from_stored([7; 16]);
    failures.push(server.revoke_grant(grant).await.expect_err("a failure"));
    store.at("shutdown");
    failures.push(server.shutdown().await.expect_err("a failure"));
    for failure in failures {
        assert_eq!(failure.to_string(), "the store failed", "{failure:?}");
        let cause = failure.source().expect("a cause").to_string();
        assert_eq!(cause, CAUSE);
    }
}
