//! Token replies (RFC 6749 §5.1): JSON that is never cached, with no field an extra can replace.

use super::json::Object;
use crate::model::{Issued, Parameter, RefreshToken, ScopeSet, is_parameter_name, is_reserved};
use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};

/// What carries tokens. `expires_in` is always told, `scope` unless it is empty, which the grammar of
/// RFC 6749 §3.3 cannot write.
pub(crate) fn token_object(issued: &Issued) -> Object {
    let mut digits = itoa::Buffer::new();
    let always = [
        r#""access_token":""#,
        issued.access.expose(),
        r#"","token_type":"Bearer","expires_in":"#,
        digits.format(issued.expires_in),
    ];
    let refresh = issued.refresh.as_ref().map(RefreshToken::expose);
    let scope = scope_text(issued.approval.scopes());
    let room = [
        (r#","refresh_token":"""#, refresh),
        (r#","scope":"""#, scope),
    ];
    let room = room.map(|(around, value)| value.map_or(0, |value| around.len() + value.len()));
    let mut reply = Object::of(&always, room.iter().sum());
    if let Some(refresh) = refresh {
        reply.plain("refresh_token", refresh);
    }
    if let Some(scope) = scope {
        reply.text("scope", scope);
    }
    for (name, value) in extra_parameters(issued) {
        match value {
            Parameter::Text(text) => reply.text(name, text),
            Parameter::Json(json) => reply.json(name, json),
        };
    }
    reply
}

/// The application's extra parameters, without those that would stand for a protocol field, and those
/// whose name no client could read.
pub(super) fn extra_parameters(issued: &Issued) -> impl Iterator<Item = &(String, Parameter)> {
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
pub(crate) fn object(status: StatusCode, object: Object) -> Response {
    let mut response = Response::new(Body::from(object.finish()));
    *response.status_mut() = status;
    super::always(&mut response);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The scope that is told; an empty one is left out.
pub(super) fn scope_text(scopes: &ScopeSet) -> Option<&str> {
    (!scopes.is_empty()).then(|| scopes.as_str())
}
