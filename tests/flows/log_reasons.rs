//! One event for each refusal, with a stable reason: what the client must not tell apart, the log
//! does.

use crate::capture::Log;
use oauth2_runtime::prelude::*;
use support::{Browser, FixedClock, Reply, SECRET, basic, photos, query_of, redeeming};

/// A fresh provider, its clock, and the log from now on.
fn start() -> (
    Browser,
    AuthorizationServer<support::Photos>,
    FixedClock,
    Log,
) {
    let (router, server, clock) = photos();
    (Browser::new(&router), server, clock, Log::start())
}

/// The one refusal that was logged since `before`, which has this reason; and where log and client
/// stand now.
fn told(log: &Log, before: usize, reason: &str) -> usize {
    let text = log.text();
    let new: Vec<_> = text[before..]
        .lines()
        .filter(|line| line.contains("refused: "))
        .collect();
    let [line] = new.as_slice() else {
        panic!("{reason}: {new:#?}");
    };
    for field in [
        format!("reason=\"{reason}\""),
        "section=\"RFC ".to_owned(),
        "hint=\"".to_owned(),
        "endpoint=\"".to_owned(),
        " INFO ".to_owned(),
    ] {
        assert!(line.contains(&field), "{field}: {line}");
    }
    text.len()
}

/// Asserts that all replies are one to the client.
fn are_one(replies: &[Reply]) {
    let first = &replies[0];
    for reply in replies {
        assert_eq!((reply.status, &reply.body), (first.status, &first.body));
        assert_eq!(reply.headers, first.headers);
    }
}

#[tokio::test]
async fn the_log_tells_apart_what_is_wrong_with_a_code() {
    let (mut app, _, clock, log) = start();
    let mut replies = vec![app.redeem("oac_cut").await];
    told(&log, 0, "code_malformed");
    let code = app.code().await;
    let mut at = log.text().len();
    replies.push(app.token("other", &redeeming(&code, &[])).await);
    at = told(&log, at, "code_unknown");
    let fresh = app.redeem(&code).await;
    assert_eq!(fresh.status, 200, "{fresh:?}");
    replies.push(app.redeem(&code).await);
    told(&log, at, "code_spent");
    let late = app.code().await;
    clock.advance(61);
    at = log.text().len();
    replies.push(app.redeem(&late).await);
    told(&log, at, "code_expired");
    are_one(&replies);
}

#[tokio::test]
async fn the_log_tells_apart_what_is_wrong_with_a_refresh_token() {
    let (mut app, _, clock, log) = start();
    let code = app.code().await;
    let first = app.redeem(&code).await.text("refresh_token");
    let mut replies = Vec::new();
    let mut at = log.text().len();
    replies.push(app.refresh("ort_cut").await);
    at = told(&log, at, "refresh_token_malformed");
    let foreign = [("grant_type", "refresh_token"), ("refresh_token", &*first)];
    replies.push(app.token("other", &foreign).await);
    told(&log, at, "refresh_token_unknown");
    app.refresh(&first).await;
    clock.advance(31);
    at = log.text().len();
    replies.push(app.refresh(&first).await);
    told(&log, at, "refresh_token_spent");
    let code = app.code().await;
    let idle = app.redeem(&code).await.text("refresh_token");
    clock.advance(31 * 86_400);
    at = log.text().len();
    replies.push(app.refresh(&idle).await);
    told(&log, at, "refresh_token_expired");
    are_one(&replies);
}

#[tokio::test]
async fn the_log_tells_apart_why_a_client_is_not_believed() {
    let (mut app, _, _, log) = start();
    let mut replies = Vec::new();
    let grant = ("grant_type", "client_credentials");
    let posted = [grant, ("client_id", "plain"), ("client_secret", SECRET)];
    for (header, form, reason) in [
        (basic("nobody", SECRET), &[grant][..], "client_unknown"),
        (basic("web", "guess"), &[grant], "client_secret_wrong"),
        (basic("post", SECRET), &[grant], "client_method_wrong"),
        (basic("cli", SECRET), &[grant], "client_secret_wrong"),
        (String::new(), &posted, "client_method_wrong"),
        (String::new(), &posted[..2], "client_secret_missing"),
    ] {
        let at = log.text().len();
        let header = Some(header.as_str()).filter(|header| !header.is_empty());
        replies.push(app.token_raw(header, &query_of(form)).await);
        told(&log, at, reason);
    }
    are_one(&replies);
}

/// Asserts that the log holds this refusal once.
fn is_told_once(log: &Log, reply: &Reply, endpoint: &str, reason: &str) {
    let text = log.text();
    let (of_reason, of_endpoint) = (
        format!("reason=\"{reason}\""),
        format!("endpoint=\"{endpoint}\""),
    );
    let of_it = |line: &&str| line.contains(&of_reason) && line.contains(&of_endpoint);
    let lines = text.lines().filter(of_it).count();
    assert_eq!(lines, 1, "{endpoint} {reason} {reply:?}\n{text}");
}

#[tokio::test]
async fn every_endpoint_of_clients_logs_a_refusal_once() {
    let (mut app, _, _, log) = start();
    let reply = app.token("web", &[]).await;
    is_told_once(&log, &reply, "token", "grant_type_missing");
    let reply = app.post_as("web", "/oauth/revoke", &[]).await;
    is_told_once(&log, &reply, "revoke", "token_missing");
    let reply = app.post_as("web", "/oauth/introspect", &[]).await;
    is_told_once(&log, &reply, "introspect", "token_missing");
    let reply = app.get("/api/me").await;
    is_told_once(&log, &reply, "resource", "token_absent");
    let reply = app.with_token("/api/me", "oat_x").await;
    is_told_once(&log, &reply, "resource", "token_not_live");
}

#[tokio::test]
async fn every_endpoint_of_browsers_logs_a_refusal_once() {
    let (mut app, _, _, log) = start();
    let ticket = [("ticket", "x")];
    let foreign = [("origin", "https://evil.example")];
    let reply = app.get("/oauth/authorize").await;
    is_told_once(&log, &reply, "authorize", "client_id_missing");
    let reply = app.ask_code(&[("response_type", "")]).await;
    is_told_once(&log, &reply, "authorize", "response_type_missing");
    let reply = app.post("/oauth/authorize/decision", &[]).await;
    is_told_once(&log, &reply, "decision", "transaction_id_missing");
    let reply = app.post("/login", &ticket).await;
    is_told_once(&log, &reply, "login", "username_missing");
    let reply = app.sign_in_as("alice", "guess").await;
    is_told_once(&log, &reply, "login", "wrong_password");
    let reply = app.post_with("/logout", &foreign, &ticket).await;
    is_told_once(&log, &reply, "logout", "foreign_form");
}

/// Audit events have a target of their own, and tell who and what.
#[tokio::test]
async fn what_must_be_found_later_is_an_audit_event() {
    let (mut app, server, _, log) = start();
    let code = app.code().await;
    let tokens = app.redeem(&code).await;
    let own = tokens.text("access_token");
    app.post_as("web", "/oauth/revoke", &[("token", &own)])
        .await;
    let subject = Subject::new("user-1");
    let revoked = server.revoke_subject(subject.id()).await;
    assert_eq!(revoked.expect("a store"), 1);
    app.sign_in().await;
    let out = app.get("/logout").await.field("ticket").expect("a ticket");
    app.post("/logout", &[("ticket", &out)]).await;
    let text = log.text();
    for (reason, fields) in [
        ("signed_in", "subject=\"user-1\""),
        (
            "consent_given",
            "client_id=web subject=\"user-1\" scopes=read",
        ),
        ("token_issued", "client_id=web"),
        ("token_revoked", "client_id=web"),
        ("subject_revoked", "user-1"),
        ("signed_out", "subject=\"user-1\""),
    ] {
        let wanted = format!("reason=\"{reason}\"");
        let line = text.lines().find(|line| line.contains(&wanted));
        let line = line.unwrap_or_else(|| panic!("no {reason}:\n{text}"));
        assert!(line.contains("oauth2_runtime::audit: "), "{line}");
        assert!(line.contains(fields), "{line}");
    }
}
