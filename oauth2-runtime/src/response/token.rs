//! Token replies (RFC 6749 §5.1): JSON that is never cached, with no field an extra can replace.

use crate::model::{Issued, ScopeSet, is_parameter_name, is_reserved};
use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde_json::{Map, Value};

/// The reply that carries tokens. `expires_in` is always told, `scope` unless it is empty, which
/// the grammar of RFC 6749 §3.3 cannot write.
pub(crate) fn token_reply(issued: &Issued) -> Response {
    let mut members = Map::new();
    let mut text = |name: &str, value: &str| members.insert(name.into(), value.into());
    text("access_token", issued.access.expose());
    text("token_type", "Bearer");
    if let Some(refresh) = &issued.refresh {
        text("refresh_token", refresh.expose());
    }
    if !issued.approval.scopes().is_empty() {
        text("scope", issued.approval.scopes().as_str());
    }
    members.insert("expires_in".into(), issued.expires_in.into());
    for (name, value) in extra_parameters(issued) {
        members.insert(name.clone(), value.clone());
    }
    json(StatusCode::OK, &Value::Object(members))
}

/// The application's extra parameters without those that would stand for a protocol field, and those
/// whose name no client could read.
pub(super) fn extra_parameters(issued: &Issued) -> impl Iterator<Item = &(String, Value)> {
    issued.approval.parameters().iter().filter(|(name, _)| {
        let reserved = is_reserved(name);
        if reserved {
            tracing::error!(reason = "reserved_parameter", parameter = %name.escape_debug(),
                "an approval's extra parameter has a name of the protocol and was dropped");
        }
        let good = is_parameter_name(name);
        if !good {
            tracing::error!(reason = "malformed_parameter", parameter = %name.escape_debug(),
                "an approval's extra parameter has a name with other characters and was dropped");
        }
        good && !reserved
    })
}

/// A JSON reply with the headers of every reply.
pub(crate) fn json(status: StatusCode, value: &Value) -> Response {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    super::always(response.headers_mut());
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A scope for a redirect; an empty one is left out.
pub(super) fn scope_text(scopes: &ScopeSet) -> Option<&str> {
    (!scopes.is_empty()).then(|| scopes.as_str())
}
