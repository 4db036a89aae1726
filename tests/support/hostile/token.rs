//! `token`: what is presented as a token or a code. A byte for what is live, one for the endpoint,
//! one for the way, then changes to it, or another text.

use super::change::{Change, changed};
use super::choice;
use super::form::{encode, post_as};
use super::holds::{holds, is_oauth_error, is_token_reply};
use super::stage::{Stage, on_stage};
use crate::{Reply, VERIFIER};
use axum::body::Body;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request};

const LIVE: [&str; 5] = ["access", "own", "refresh", "code", "spent"];

/// A string opens exactly the door that it was made for, and only byte for byte.
pub fn token(data: &[u8]) {
    let [kind, door, way, rest @ ..] = data else {
        return;
    };
    on_stage(async |stage| {
        let kind = LIVE
            .get(usize::from(choice(*kind, 5)))
            .copied()
            .unwrap_or("access");
        let shown = match choice(*way, 2) {
            0 => changed(stage.live(kind).as_bytes(), &Change::read(rest)),
            _ => stage.fill(rest),
        };
        match choice(*door, 5) {
            0 => at_the_guard(stage, &shown).await,
            1 => introspected(stage, &shown).await,
            2 => revoked(stage, &shown).await,
            3 => as_a_code(stage, &shown).await,
            _ => as_a_refresh_token(stage, &shown).await,
        }
    });
}

fn is(stage: &Stage, shown: &[u8], names: &[&str]) -> bool {
    names
        .iter()
        .any(|name| stage.live(name).as_bytes() == shown)
}

fn hides_all(stage: &Stage, reply: &Reply) {
    let live: Vec<_> = LIVE.iter().map(|name| stage.live(name)).collect();
    holds(reply, &live);
}

async fn at_the_guard(stage: &Stage, shown: &[u8]) {
    let header = [b"Bearer ", shown].concat();
    let Ok(header) = HeaderValue::from_bytes(&header) else {
        return;
    };
    let request = Request::get("/api/me").header(AUTHORIZATION, header);
    let reply = stage
        .send(request.body(Body::empty()).expect("a request"))
        .await;
    if is(stage, shown.trim_ascii_start(), &["access", "own"]) {
        assert_eq!(reply.status, 200, "{reply:?}");
    } else {
        hides_all(stage, &reply);
        assert_eq!(reply.status, 401, "{reply:?}");
        let challenge = reply.header("www-authenticate");
        assert!(challenge.contains("error=\"invalid_token\""), "{reply:?}");
    }
}

async fn introspected(stage: &Stage, shown: &[u8]) {
    let body = format!("token={}", encode(shown));
    let reply = stage
        .send(post_as("/oauth/introspect", Some("web"), body))
        .await;
    hides_all(stage, &reply);
    if is_refused_as_text(shown, &reply) {
        return;
    }
    let active = is(stage, shown, &["access", "own", "refresh"]);
    assert_eq!(
        reply.json().get("active"),
        Some(&active.into()),
        "{reply:?}"
    );
}

async fn revoked(stage: &mut Stage, shown: &[u8]) {
    let body = format!("token={}", encode(shown));
    let reply = stage
        .send(post_as("/oauth/revoke", Some("web"), body))
        .await;
    hides_all(stage, &reply);
    if !is_refused_as_text(shown, &reply) {
        assert_eq!((reply.status.as_u16(), &*reply.body), (200, "{}"));
    }
    let ends = [
        is(stage, shown, &["access", "refresh"]),
        is(stage, shown, &["own"]),
    ];
    let lives = [
        stage.opens(stage.live("access")).await,
        stage.opens(stage.live("own")).await,
    ];
    assert_eq!(lives, ends.map(|ends| !ends), "{reply:?}");
    stage.spent = ends != [false; 2];
}

async fn as_a_code(stage: &mut Stage, shown: &[u8]) {
    let place = encode(b"https://web.example/cb");
    let body = format!(
        "grant_type=authorization_code&redirect_uri={place}&code_verifier={VERIFIER}&code={}",
        encode(shown)
    );
    exchanged(stage, shown, body, "code").await;
    // The spent code ends what it gave.
    stage.spent = is(stage, shown, &["code", "spent"]);
    let lives = stage.opens(stage.live("access")).await;
    assert_eq!(lives, !is(stage, shown, &["spent"]));
}

async fn as_a_refresh_token(stage: &mut Stage, shown: &[u8]) {
    let body = format!("grant_type=refresh_token&refresh_token={}", encode(shown));
    exchanged(stage, shown, body, "refresh").await;
    stage.spent = is(stage, shown, &["refresh"]);
    assert!(stage.opens(stage.live("access")).await || stage.spent);
}

async fn exchanged(stage: &Stage, shown: &[u8], body: String, good: &str) {
    let reply = stage.send(post_as("/oauth/token", Some("web"), body)).await;
    hides_all(stage, &reply);
    is_token_reply(&reply);
    let same = is(stage, shown, &[good]);
    assert_eq!(reply.status == 200, same, "{reply:?}");
    if !same && !is_refused_as_text(shown, &reply) {
        reply.is_error(400, "invalid_grant");
    }
}

/// Whether it is no text of a parameter at all: empty, no UTF-8, or too long for a body.
fn is_refused_as_text(shown: &[u8], reply: &Reply) -> bool {
    let refused = shown.is_empty() || std::str::from_utf8(shown).is_err() || reply.status == 413;
    if refused {
        is_oauth_error(reply);
        assert_eq!(reply.text("error"), "invalid_request", "{reply:?}");
    }
    refused
}
