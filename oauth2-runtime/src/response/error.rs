//! Refusals: one structured event in the log, and what the caller may see of it.

use super::token::json;
use crate::error::{ErrorCode, OAuthError};
use crate::secret;
use axum::response::Response;
use http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::json;
use std::borrow::Cow;
use std::error::Error as _;

/// Where something was refused, and to whom: for the log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused<'a> {
    pub(crate) endpoint: &'static str,
    pub(crate) client_id: Option<&'a str>,
}

/// Logs a refusal or a failure once, and answers the text that the caller may see.
///
/// A failure's cause stays here; the caller gets a correlation id that stands in the same event.
pub(crate) fn refusal(error: &OAuthError, at: Refused<'_>) -> Cow<'static, str> {
    let code = error.code().as_str();
    let Refused {
        endpoint,
        client_id,
    } = at;
    if error.source().is_none() {
        tracing::info!(
            endpoint,
            client_id,
            code,
            reason = error.description(),
            "refused"
        );
        return Cow::Borrowed(error.description());
    }
    let id = secret::correlation_id();
    let cause = Chain(error);
    tracing::error!(endpoint, client_id, code, correlation_id = %id, %cause, "failed");
    Cow::Owned(format!("the server failed; correlation id {id}"))
}

/// An error as a JSON object (RFC 6749 §5.2); 401 names the scheme (RFC 9110 §11.6.1).
pub(crate) fn json_error(error: &OAuthError, issuer: &str, at: Refused<'_>) -> Response {
    let description = refusal(error, at);
    let body = json!({ "error": error.code().as_str(), "error_description": description });
    let mut response = json(error.status(), &body);
    if error.code() == ErrorCode::TemporarilyUnavailable {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    if error.code() == ErrorCode::InvalidClient {
        // The issuer is a checked URL: it holds neither quotes nor backslashes.
        if let Ok(challenge) = HeaderValue::try_from(format!("Basic realm=\"{issuer}\"")) {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
    }
    response
}

/// An error with every cause below it, in one line.
struct Chain<'a>(&'a OAuthError);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, "{}", error.to_string().escape_debug())?;
            cause = error.source();
            if cause.is_some() {
                f.write_str(": ")?;
            }
        }
        Ok(())
    }
}
