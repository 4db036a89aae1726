//! The only way out: every reply of the provider is built here, with the headers it must have.

mod cross_origin;
mod error;
mod json;
mod page;
mod redirect;
mod token;

pub(crate) use cross_origin::{preflight, to_any_origin};
pub(crate) use error::{Refused, json_error, refusal, retry_after};
pub(crate) use json::Object;
pub(crate) use page::{PageWriter, with_cookies};
pub(crate) use redirect::{
    Answer, authorization_error, code_response, implicit_response, see_other,
};
pub(crate) use token::{json, object, token_reply};

use axum::body::Body;
use axum::response::Response;
use http::header::{self, HeaderValue};
use http::{HeaderMap, HeaderName, StatusCode};
use std::sync::LazyLock;

/// 405 with the methods that are answered (RFC 9110 §15.5.6).
pub(crate) fn method_not_allowed(allow: &'static str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    always(response.headers_mut());
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static(allow));
    response
}

/// The reply, which tells browsers to come by https alone, for a year (RFC 6797 §6.1).
pub(crate) fn https_from_now_on(mut response: Response) -> Response {
    let year = HeaderValue::from_static("max-age=31536000");
    let headers = response.headers_mut();
    headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    response
}

/// On every reply: never cached, never sniffed. It replaces what is there.
fn always(headers: &mut HeaderMap) {
    headers.clone_from(&ALWAYS);
}

/// Copied as a whole, which takes a third of what it takes to insert each.
static ALWAYS: LazyLock<HeaderMap> = LazyLock::new(|| {
    // Room for all that a refusal says.
    let mut headers = HeaderMap::with_capacity(8);
    let pairs: [(HeaderName, &'static str); 3] = [
        (header::CACHE_CONTROL, "no-store"),
        (header::PRAGMA, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in pairs {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
});
