//! The handlers that an expert writes by hand: the work of an authorization server and nothing
//! else. No second grant, no traits, no log, no refusal that the flow does not need; secrets,
//! tokens and sessions are kept as SHA-256, as they must be. Not to be deployed.

mod browser;
mod kept;
mod token;

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue, WWW_AUTHENTICATE,
};
use axum::response::Response;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use kept::{Held, Key, Table};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// The routes, with the one client there is.
pub fn router() -> Router {
    Router::new()
        .route("/token", post(token::token))
        .route("/introspect", post(token::introspect))
        .route("/protected", get(token::protected))
        .route("/authorize", get(browser::authorize))
        .route("/login", get(browser::login))
        .with_state(Arc::new(Server::new()))
}

/// What all requests share.
pub(crate) struct Server {
    secret: Key,
    access: Table<Held>,
    refresh: Table<Held>,
    codes: Table<kept::Code>,
    sessions: Table<u32>,
}

const CLIENT: &str = "bench";
const CALLBACK: &str = "http://127.0.0.1:9/cb";

impl Server {
    fn new() -> Self {
        Self {
            secret: sha256(b"bench-secret"),
            access: Table::default(),
            refresh: Table::default(),
            codes: Table::default(),
            sessions: Table::default(),
        }
    }

    /// Whether the request proves that it is the client's.
    fn is_client(&self, headers: &HeaderMap) -> bool {
        let encoded = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.as_bytes().strip_prefix(b"Basic "));
        let mut buffer = [0; 256];
        let length = encoded.and_then(|encoded| STANDARD.decode_slice(encoded, &mut buffer).ok());
        let pair = length.and_then(|length| buffer.get(..length));
        let secret = pair.and_then(|pair| pair.strip_prefix(b"bench:"));
        secret.is_some_and(|secret| equal(&sha256(secret), &self.secret))
    }
}

/// 256 random bits, and the hash they are kept by.
fn fresh() -> (Key, Key) {
    let mut bytes = [0; 32];
    #[expect(clippy::disallowed_methods, reason = "no library: a server of its own")]
    rand::rng().fill_bytes(&mut bytes);
    (bytes, sha256(&bytes))
}

/// The hash of a token as it was presented.
fn key_of(text: &[u8]) -> Option<Key> {
    let mut bytes = [0; 33];
    let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes);
    let (token, _) = bytes.split_at(32);
    (length == Ok(32)).then(|| sha256(token))
}

fn sha256(bytes: &[u8]) -> Key {
    Sha256::digest(bytes).into()
}

/// In constant time.
fn equal(a: &Key, b: &Key) -> bool {
    let difference = a.iter().zip(b).fold(0, |seen, (a, b)| seen | (a ^ b));
    difference == 0
}

#[expect(clippy::disallowed_methods, reason = "no library: a server of its own")]
fn now() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}

fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn refusal(status: StatusCode, code: &str) -> Response {
    let mut response = json(status, format!("{{\"error\":\"{code}\"}}"));
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Basic");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}
