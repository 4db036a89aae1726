//! Refusals: one structured event in the log, and what the caller may see of it.

use super::json::Object;
use super::token::object;
use crate::error::OAuthError;
use crate::error::refusal::Refusal;
use crate::secret;
use axum::response::Response;
use http::header::{HeaderValue, RETRY_AFTER};
use std::borrow::Cow;
use std::error::Error as _;
use std::time::Duration;

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
    if let Some(row) = error.refusal() {
        let Refusal {
            reason,
            section,
            hint,
            description,
            ..
        } = row;
        tracing::info!(
            endpoint,
            client_id,
            code,
            reason,
            section,
            hint,
            "refused: {description}"
        );
        return Cow::Borrowed(description);
    }
    let id = secret::correlation_id();
    let cause = Chain(error);
    tracing::error!(endpoint, client_id, code, correlation_id = %id, %cause, "failed");
    Cow::Owned(format!("the server failed; correlation id {id}"))
}

/// What failed at a resource, as a JSON object; that is never 401, so there is no challenge.
pub(crate) fn json_error(error: &OAuthError, at: Refused<'_>) -> Response {
    let mut response = object(error.status(), told(error, at));
    retry_after(&mut response, error.wait());
    response
}

/// What the caller sees of an error (RFC 6749 §5.2).
pub(super) fn told(error: &OAuthError, at: Refused<'_>) -> Object {
    let description = refusal(error, at);
    // Codes and descriptions are words of the table (RFC 6749 §5.2 says of which characters).
    let members = [
        r#""error":""#,
        error.code().as_str(),
        r#"","error_description":""#,
        &description,
        "\"",
    ];
    Object::of(&members, 0)
}

/// Tells when to try again (RFC 9110 §10.2.3, RFC 6585 §4), in whole seconds.
pub(crate) fn retry_after(response: &mut Response, wait: Option<Duration>) {
    if let Some(wait) = wait {
        let seconds = HeaderValue::from(wait.as_secs().max(1));
        response.headers_mut().insert(RETRY_AFTER, seconds);
    }
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
