//! The authorization endpoint by hand: a session, a proven redirect URI, a code.

use super::kept::{Code, Held};
use super::{CALLBACK, CLIENT, Server, fresh, key_of, now, refusal};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::{COOKIE, HeaderMap, HeaderValue, LOCATION, SET_COOKIE};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::borrow::Cow;
use std::sync::Arc;

/// The parameters that are read.
#[derive(Default)]
struct Query<'a> {
    response_type: Cow<'a, str>,
    client_id: Cow<'a, str>,
    redirect_uri: Cow<'a, str>,
    state: Cow<'a, str>,
    code_challenge: Cow<'a, str>,
}

impl<'a> Query<'a> {
    fn parse(text: &'a str) -> Self {
        let mut query = Self::default();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            match &*name {
                "response_type" => query.response_type = value,
                "client_id" => query.client_id = value,
                "redirect_uri" => query.redirect_uri = value,
                "state" => query.state = value,
                "code_challenge" => query.code_challenge = value,
                _ => {}
            }
        }
        query
    }
}

/// A code for whoever is signed in; everybody else signs in first.
pub(super) async fn authorize(
    State(server): State<Arc<Server>>,
    RawQuery(text): RawQuery,
    headers: HeaderMap,
) -> Response {
    let text = text.unwrap_or_default();
    let query = Query::parse(&text);
    let proven = query.client_id == CLIENT && query.redirect_uri == CALLBACK;
    let mut challenge = [0; 33];
    let length = URL_SAFE_NO_PAD.decode_slice(&*query.code_challenge, &mut challenge);
    let Some((challenge, _)) = challenge.split_first_chunk().filter(|_| length == Ok(32)) else {
        return refusal(StatusCode::BAD_REQUEST, "invalid_request");
    };
    if !proven || query.response_type != "code" {
        return refusal(StatusCode::BAD_REQUEST, "invalid_request");
    }
    let session = headers
        .get(COOKIE)
        .and_then(|value| value.as_bytes().strip_prefix(b"sid="))
        .and_then(key_of);
    let Some(subject) = session.and_then(|session| server.sessions.get(&session)) else {
        return redirect(format!("/login?{text}"));
    };
    let (bytes, key) = fresh();
    let held = Held {
        subject,
        expires_at: now() + 60,
    };
    let challenge = *challenge;
    server.codes.insert(key, Code { held, challenge });
    let mut to = String::with_capacity(160);
    to.push_str(CALLBACK);
    to.push_str("?code=");
    URL_SAFE_NO_PAD.encode_string(bytes, &mut to);
    to.push_str("&state=");
    to.extend(form_urlencoded::byte_serialize(query.state.as_bytes()));
    redirect(to)
}

/// Signs in whoever asks.
pub(super) async fn login(State(server): State<Arc<Server>>, RawQuery(text): RawQuery) -> Response {
    let (bytes, key) = fresh();
    server.sessions.insert(key, 1);
    let mut response = redirect(format!("/authorize?{}", text.unwrap_or_default()));
    let cookie = format!("sid={}; Path=/; HttpOnly", URL_SAFE_NO_PAD.encode(bytes));
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

fn redirect(to: String) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(to) = HeaderValue::try_from(to) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}
