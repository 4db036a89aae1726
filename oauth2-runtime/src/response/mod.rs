//! The only way out: every reply of the provider is built here, with the headers it must have.

mod cross_origin;
mod error;
mod head;
mod json;
mod page;
mod redirect;
mod token;

pub(crate) use cross_origin::{preflight, to_any_origin};
pub(crate) use error::{Refused, json_error, refusal, retry_after};
pub(crate) use head::{Head, Heads};
pub(crate) use json::Object;
pub(crate) use page::{PageWriter, with_cookies};
pub(crate) use redirect::{
    Answer, authorization_error, code_response, implicit_response, see_other,
};
pub(crate) use token::{object, token_object};

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{self, HeaderValue};

/// 405 with the methods that are answered (RFC 9110 §15.5.6).
pub(crate) fn method_not_allowed(allow: &'static str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    always(&mut response);
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static(allow));
    response
}

/// The reply, which tells browsers to come by https alone, for a year (RFC 6797 §6.1).
pub(crate) fn https_from_now_on(mut response: Response) -> Response {
    let headers = response.headers_mut();
    // An insertion would make room first.
    if !headers.contains_key(header::STRICT_TRANSPORT_SECURITY) {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// On every reply: never cached, never sniffed. It replaces what is there.
fn always(response: &mut Response) {
    // Room for all that is said: a map that grows is copied, and a large one is slow to get.
    let refused = response.status().is_client_error();
    let room = if refused { 8 } else { 6 };
    let headers = response.headers_mut();
    headers.clear();
    headers.reserve(room);
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::PRAGMA, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
