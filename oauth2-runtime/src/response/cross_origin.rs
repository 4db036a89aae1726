//! What pages of other origins may do (CORS, Fetch §3.2): read replies that no cookie decides.
//!
//! Never with credentials, so a page gets nothing that its own server could not get. The rows of the
//! table say which endpoints are open; those that a person's browser visits never are.

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{self, HeaderValue};

/// The reply, for pages of any origin.
pub(crate) fn to_any_origin(mut response: Response) -> Response {
    let any = HeaderValue::from_static("*");
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    response
}

/// The answer to a preflight: these methods, a client's credential in a header, a form.
pub(crate) fn preflight(methods: &'static str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    super::always(&mut response);
    let mut response = to_any_origin(response);
    let headers = response.headers_mut();
    let pairs = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, methods),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type",
        ),
        // What browsers keep at most: 2 hours.
        (header::ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    for (name, value) in pairs {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
