//! `params`: forms and queries. A byte for the endpoint, one for who sends, then the text.

use super::form::{Form, post, post_as};
use super::holds::{
    PASSWORD, does_not_echo, holds, is_oauth_error, is_page_or_redirect, is_sound, is_token_reply,
};
use super::stage::{Stage, Who, on_stage};
use super::{choice, hold_query};
use crate::{Reply, VERIFIER};
use axum::body::Body;
use http::Request;

/// Who proves itself by Basic at the endpoints that clients post to.
const BY_BASIC: [Option<&str>; 5] = [None, Some("web"), Some("other"), Some("plain"), Some("api")];

/// Hostile parameters at every endpoint: a known error or a page, and nothing without a credential.
pub fn params(data: &[u8]) {
    let [door, who, text @ ..] = data else { return };
    on_stage(async |stage| {
        let text = stage.fill(text);
        let by_basic = BY_BASIC
            .get(usize::from(choice(*who, 5)))
            .copied()
            .flatten();
        match choice(*door, 5) {
            0 => at_token(stage, by_basic, text).await,
            1 => at_revoke(stage, by_basic, text).await,
            2 => at_introspect(stage, by_basic, text).await,
            3 => at_authorize(stage, Who::chosen(*who), &text).await,
            _ => at_decision(stage, Who::chosen(*who), text).await,
        }
    });
}

async fn at_token(stage: &mut Stage, by_basic: Option<&str>, text: Vec<u8>) {
    let form = Form::read(&text);
    let reply = stage.send(post_as("/oauth/token", by_basic, text)).await;
    holds(
        &reply,
        &[
            stage.live("code"),
            stage.live("refresh"),
            stage.live("access"),
        ],
    );
    is_token_reply(&reply);
    if reply.status == 200 {
        assert!(may_issue(stage, by_basic, &form), "{reply:?}");
        grants_at_most(&reply, form.get("scope"));
    } else {
        does_not_echo(&reply, form.texts());
    }
    let shown = |name: &str, live: &str| form.has(name, stage.live(live));
    let by_web = form.proven(by_basic) == Some("web");
    stage.spent = by_web
        && match form.get("grant_type") {
            Some("authorization_code") => shown("code", "code") || shown("code", "spent"),
            Some("refresh_token") => shown("refresh_token", "refresh"),
            _ => false,
        };
}

/// Whether the form holds a good credential of its client and what its grant asks for.
pub(super) fn may_issue(stage: &Stage, by_basic: Option<&str>, form: &Form) -> bool {
    let proven = form.proven(by_basic);
    let web = proven == Some("web");
    match form.get("grant_type") {
        Some("client_credentials") => {
            proven.is_some_and(|client| client != "other" && client != "api")
        }
        Some("password") => {
            web && form.has("username", "alice") && form.has("password", PASSWORD)
                || web && form.has("username", "bob") && form.has("password", "builder")
        }
        Some("authorization_code") => {
            web && form.has("code", stage.live("code"))
                && form.has("code_verifier", VERIFIER)
                && form.has("redirect_uri", "https://web.example/cb")
        }
        Some("refresh_token") => web && form.has("refresh_token", stage.live("refresh")),
        _ => false,
    }
}

/// Every scope was asked for, or is the default one.
pub(super) fn grants_at_most(reply: &Reply, asked: Option<&str>) {
    let told = reply.text("scope");
    let asked: Vec<_> = asked.unwrap_or("read").split(' ').collect();
    assert!(
        told.split(' ').all(|word| asked.contains(&word)),
        "{reply:?}"
    );
}

async fn at_revoke(stage: &mut Stage, by_basic: Option<&str>, text: Vec<u8>) {
    let form = Form::read(&text);
    let reply = stage.send(post_as("/oauth/revoke", by_basic, text)).await;
    holds(
        &reply,
        &[
            stage.live("refresh"),
            stage.live("access"),
            stage.live("own"),
        ],
    );
    if reply.status == 200 {
        assert_eq!(reply.body, "{}");
        let public = ["cli", "page"].iter().any(|id| form.has("client_id", id));
        assert!(form.proven(by_basic).is_some() || public, "{reply:?}");
    } else {
        is_oauth_error(&reply);
        does_not_echo(&reply, form.texts());
    }
    // Only the client that holds a token ends it; a refresh token takes its access tokens along.
    let by_holder = reply.status == 200 && form.proven(by_basic) == Some("web");
    let ends = |name: &str| by_holder && form.has("token", stage.live(name));
    let (access, own) = (ends("access") || ends("refresh"), ends("own"));
    assert_eq!(
        stage.opens(stage.live("access")).await,
        !access,
        "{reply:?}"
    );
    assert_eq!(stage.opens(stage.live("own")).await, !own, "{reply:?}");
    stage.spent = access || own;
}

async fn at_introspect(stage: &mut Stage, by_basic: Option<&str>, text: Vec<u8>) {
    let form = Form::read(&text);
    let reply = stage
        .send(post_as("/oauth/introspect", by_basic, text))
        .await;
    holds(
        &reply,
        &[
            stage.live("refresh"),
            stage.live("access"),
            stage.live("own"),
        ],
    );
    if reply.status != 200 {
        is_oauth_error(&reply);
        return does_not_echo(&reply, form.texts());
    }
    let caller = form.proven(by_basic).expect("a caller with a secret");
    let is = |name: &str| form.has("token", stage.live(name));
    let active = match caller {
        "web" => is("access") || is("own") || is("refresh"),
        "api" => is("own"),
        _ => false,
    };
    if active {
        assert_eq!(reply.text("client_id"), "web", "{reply:?}");
    } else {
        assert_eq!(reply.body, "{\"active\":false}");
    }
    assert_eq!(
        reply.json().get("active"),
        Some(&active.into()),
        "{reply:?}"
    );
}

async fn at_authorize(stage: &mut Stage, who: Who, text: &[u8]) {
    let uri = hold_query("/oauth/authorize", text);
    let asked = Form::read(uri.query().unwrap_or_default().as_bytes());
    let request = Request::get(uri).body(Body::empty()).expect("a request");
    let reply = stage.send_from(who, request).await;
    is_sound(&reply);
    stage.hides_cookies(&reply, text);
    is_page_or_redirect(&reply);
    let location = reply.header("location");
    if let Some(told) = stage.told_at(&reply, &asked) {
        returns_state(&told, &asked);
        assert!(
            told.get("access_token").is_none(),
            "implicit asks each time: {reply:?}"
        );
        assert_eq!(
            told.get("code").is_none(),
            told.get("error").is_some(),
            "{reply:?}"
        );
        let allowed = who == Who::Alice && asked.has("client_id", "web");
        assert!(told.get("code").is_none() || allowed, "{reply:?}");
    } else if !location.is_empty() {
        assert!(
            location.starts_with("/login?return_to=%2Foauth%2Fauthorize%3F"),
            "{location}"
        );
        assert_eq!(who, Who::Nobody, "{location}");
    }
}

/// The client gets its state back. Of a request that is malformed it is told one that it sent, or
/// none.
pub(super) fn returns_state(told: &Form, asked: &Form) {
    let sent = asked.get("state").filter(|state| state.len() <= 4096);
    let state = told.get("state");
    let known = state.is_none_or(|state| asked.names(("state", state)));
    let malformed = !asked.is_whole() && known && told.has("error", "invalid_request");
    assert!(state == sent || malformed, "{state:?} {sent:?}");
}

async fn at_decision(stage: &mut Stage, who: Who, sent: Vec<u8>) {
    let form = Form::read(&sent);
    let reply = stage
        .send_from(who, post("/oauth/authorize/decision", sent.clone()))
        .await;
    is_sound(&reply);
    stage.hides_cookies(&reply, &sent);
    is_page_or_redirect(&reply);
    let whole = form.has("transaction_id", stage.live("ticket"));
    let yes = form.get("cancel").is_none() && matches!(form.get("decision"), None | Some("allow"));
    let code = reply.query("code").is_some();
    assert!(!code || (whole && yes && who == Who::Alice), "{reply:?}");
    let location = reply.header("location");
    if !location.is_empty() && !location.starts_with("/oauth/authorize?") {
        assert!(
            location.starts_with("https://web.example/cb?"),
            "{location}"
        );
        assert!(whole && who == Who::Alice, "{location}");
        stage.spent = true;
    }
}
