//! The challenge of a refused request (RFC 6750 §3): each attribute once, each from a fixed
//! alphabet.

use crate::error::{OAuthError, StoreError};
use crate::provider::{Provider, Shared};
use crate::response::{self, Refused};
use axum::response::Response;
use http::StatusCode;
use http::header::{HeaderValue, WWW_AUTHENTICATE};
use serde_json::json;

/// Why a request may not pass.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It carries no token: no error is told (RFC 6750 §3.1).
    NoToken,
    /// It carries two, or one in two places.
    InvalidRequest,
    /// The token is malformed, unknown, expired or revoked.
    InvalidToken,
    /// The token is good and not enough.
    InsufficientScope,
    /// The store could not tell.
    Failed(StoreError),
}

/// The reply, with the scopes that the route asks for.
pub(super) fn refuse<P: Provider>(
    shared: &Shared<P>,
    refusal: Refusal,
    names: &[&str],
) -> Response {
    let issuer = shared.issuer.as_str();
    let (status, error, description) = match refusal {
        Refusal::NoToken => (StatusCode::UNAUTHORIZED, "", "a bearer token is needed"),
        Refusal::InvalidRequest => (
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "the token must stand in one Authorization header alone",
        ),
        Refusal::InvalidToken => (
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            "the token is unknown, expired or revoked",
        ),
        Refusal::InsufficientScope => (
            StatusCode::FORBIDDEN,
            "insufficient_scope",
            "the token lacks a scope",
        ),
        Refusal::Failed(error) => {
            let at = Refused {
                endpoint: "resource",
                client_id: None,
            };
            return response::json_error(&OAuthError::from(error), issuer, at);
        }
    };
    tracing::info!(
        endpoint = "resource",
        code = error,
        reason = description,
        "refused"
    );
    let body = match error {
        "" => json!({}),
        error => json!({ "error": error, "error_description": description }),
    };
    let mut response = response::json(status, &body);
    if let Ok(challenge) = HeaderValue::try_from(challenge(issuer, error, description, names)) {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// The issuer is a checked URL and scopes are scope tokens: neither holds a quote or a backslash.
fn challenge(issuer: &str, error: &str, description: &str, names: &[&str]) -> String {
    let told = match error {
        "" => String::new(),
        error => format!(", error=\"{error}\", error_description=\"{description}\""),
    };
    let scope = match names {
        [] => String::new(),
        names => format!(", scope=\"{}\"", names.join(" ")),
    };
    format!("Bearer realm=\"{issuer}\"{told}{scope}")
}
