//! The challenge of a refused request (RFC 6750 §3): each attribute once, each from a fixed
//! alphabet.

use crate::error::{OAuthError, StoreError};
use crate::provider::Core;
use crate::response::{self, Object, Refused};
use axum::response::Response;
use http::StatusCode;
use http::header::{HeaderValue, WWW_AUTHENTICATE};

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

/// What is told of a refusal, and what the log says of it.
struct Row {
    reason: &'static str,
    status: StatusCode,
    /// The code on the wire; none is told where no token came.
    error: &'static str,
    description: &'static str,
    section: &'static str,
    hint: &'static str,
}

const NO_TOKEN: Row = Row {
    reason: "token_absent",
    status: StatusCode::UNAUTHORIZED,
    error: "",
    description: "a bearer token is needed",
    section: "RFC 6750 §3.1",
    hint: "send `Authorization: Bearer ..`; a token in the query or the body is not read",
};
const TWO_TOKENS: Row = Row {
    reason: "token_given_twice",
    status: StatusCode::BAD_REQUEST,
    error: "invalid_request",
    description: "the token must stand in one Authorization header alone",
    section: "RFC 6750 §2",
    hint: "two headers, or one beside a token in the query",
};
const BAD_TOKEN: Row = Row {
    reason: "token_not_live",
    status: StatusCode::UNAUTHORIZED,
    error: "invalid_token",
    description: "the token is unknown, expired or revoked",
    section: "RFC 6750 §3.1",
    hint: "the client should refresh, or ask anew",
};
const FEW_SCOPES: Row = Row {
    reason: "scope_missing",
    status: StatusCode::FORBIDDEN,
    error: "insufficient_scope",
    description: "the token lacks a scope",
    section: "RFC 6750 §3.1",
    hint: "the client should ask for the scopes of the challenge",
};

/// The reply, with the scopes that the route asks for.
pub(super) fn refuse(core: &Core, refusal: Refusal, names: &[&str]) -> Response {
    let row = match refusal {
        Refusal::NoToken => NO_TOKEN,
        Refusal::InvalidRequest => TWO_TOKENS,
        Refusal::InvalidToken => BAD_TOKEN,
        Refusal::InsufficientScope => FEW_SCOPES,
        Refusal::Failed(error) => {
            let at = Refused {
                endpoint: "resource",
                client_id: None,
            };
            return response::json_error(&OAuthError::from(error), at);
        }
    };
    let Row {
        reason,
        status,
        error,
        description,
        section,
        hint,
    } = row;
    tracing::info!(
        endpoint = "resource",
        code = error,
        reason,
        section,
        hint,
        "refused: {description}"
    );
    let mut body = Object::new();
    if !error.is_empty() {
        body.text("error", error);
        body.text("error_description", description);
    }
    let mut response = response::object(status, body);
    let issuer = core.issuer.as_str();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_the_log_shows_every_row() {
        let page = include_str!("../../docs/log.md");
        for row in [NO_TOKEN, TWO_TOKENS, BAD_TOKEN, FEW_SCOPES] {
            let code = match row.error {
                "" => String::new(),
                code => format!(" `{code}`"),
            };
            let Row {
                reason,
                description,
                section,
                hint,
                ..
            } = row;
            let status = row.status.as_u16();
            let line =
                format!("| `{reason}` | {status}{code} | {description} | {section} | {hint} |\n");
            assert!(page.contains(&line), "in log.md:\n{line}");
        }
    }
}
