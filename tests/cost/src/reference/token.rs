//! Tokens by hand: given, refreshed, told about, asked for.

use super::kept::{Code, Held, Key};
use super::{CALLBACK, CLIENT, Server, equal, fresh, json, key_of, now, refusal, sha256};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, HeaderMap};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::borrow::Cow;
use std::sync::Arc;

/// The parameters that are read.
#[derive(Default)]
struct Form<'a> {
    grant_type: Cow<'a, str>,
    code: Cow<'a, str>,
    code_verifier: Cow<'a, str>,
    redirect_uri: Cow<'a, str>,
    refresh_token: Cow<'a, str>,
    token: Cow<'a, str>,
}

impl<'a> Form<'a> {
    fn parse(body: &'a [u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            match &*name {
                "grant_type" => form.grant_type = value,
                "code" => form.code = value,
                "code_verifier" => form.code_verifier = value,
                "redirect_uri" => form.redirect_uri = value,
                "refresh_token" => form.refresh_token = value,
                "token" => form.token = value,
                _ => {}
            }
        }
        form
    }
}

/// The token endpoint.
pub(super) async fn token(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !server.is_client(&headers) {
        return refusal(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let form = Form::parse(&body);
    let given = match &*form.grant_type {
        "client_credentials" => {
            let itself = Held {
                subject: 0,
                expires_at: 0,
            };
            return issue(&server, itself, false);
        }
        "authorization_code" => redeemed(&server, &form),
        "refresh_token" => {
            let key = key_of(form.refresh_token.as_bytes());
            key.and_then(|key| server.refresh.take(&key))
        }
        _ => return refusal(StatusCode::BAD_REQUEST, "unsupported_grant_type"),
    };
    match given.filter(|given| given.expires_at >= now()) {
        Some(given) => issue(&server, given, true),
        None => refusal(StatusCode::BAD_REQUEST, "invalid_grant"),
    }
}

fn redeemed(server: &Server, form: &Form<'_>) -> Option<Held> {
    let Code { held, challenge } = server.codes.take(&key_of(form.code.as_bytes())?)?;
    let verifier = sha256(form.code_verifier.as_bytes());
    (form.redirect_uri == CALLBACK && equal(&verifier, &challenge)).then_some(held)
}

fn issue(server: &Server, held: Held, refreshes: bool) -> Response {
    let held = Held {
        expires_at: now() + 900,
        ..held
    };
    let mut reply = String::with_capacity(256);
    let mut token = |name: &str, (bytes, key): (Key, Key), refresh: bool| {
        let table = if refresh {
            &server.refresh
        } else {
            &server.access
        };
        table.insert(key, held);
        reply.push_str(name);
        URL_SAFE_NO_PAD.encode_string(bytes, &mut reply);
    };
    token("{\"access_token\":\"", fresh(), false);
    if refreshes {
        token("\",\"refresh_token\":\"", fresh(), true);
    }
    reply.push_str("\",\"token_type\":\"Bearer\",\"expires_in\":900,\"scope\":\"default\"}");
    json(StatusCode::OK, reply)
}

/// The introspection endpoint.
pub(super) async fn introspect(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !server.is_client(&headers) {
        return refusal(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let form = Form::parse(&body);
    let found = live(&server, form.token.as_bytes());
    let told = found.map_or_else(
        || "{\"active\":false}".to_owned(),
        |Held {
             subject,
             expires_at,
         }| {
            format!(
                "{{\"active\":true,\"client_id\":\"{CLIENT}\",\"scope\":\"default\",\
                 \"token_type\":\"Bearer\",\"sub\":\"{subject}\",\"exp\":{expires_at}}}"
            )
        },
    );
    json(StatusCode::OK, told)
}

/// A route for those who hold a token.
pub(super) async fn protected(State(server): State<Arc<Server>>, headers: HeaderMap) -> Response {
    let value = headers.get(AUTHORIZATION);
    let token = value.and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    match token.and_then(|token| live(&server, token)) {
        Some(_) => json(StatusCode::OK, "{\"ok\":true}"),
        None => refusal(StatusCode::UNAUTHORIZED, "invalid_token"),
    }
}

fn live(server: &Server, token: &[u8]) -> Option<Held> {
    let found = server.access.get(&key_of(token)?)?;
    (found.expires_at >= now()).then_some(found)
}
