//! `basic`: the header `Authorization`. A byte for the endpoint, one for the way, then the header as
//! it is, or the credentials that stand in it as base64.

use super::choice;
use super::form::post;
use super::holds::{holds, is_oauth_error};
use super::stage::on_stage;
use crate::{SECRET, base64};
use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use http::header::AUTHORIZATION;

const ASKS: [(&str, &str); 3] = [
    (
        "/oauth/token",
        "grant_type=client_credentials&scope=photos%3Awrite",
    ),
    ("/oauth/revoke", "token=x"),
    ("/oauth/introspect", "token=x"),
];

/// A hostile header proves a client exactly when it is that client's name and secret.
pub fn basic(data: &[u8]) {
    let [door, way, text @ ..] = data else { return };
    on_stage(async |stage| {
        let text = match choice(*way, 2) {
            0 => text.to_vec(),
            _ => format!("Basic {}", base64(text)).into_bytes(),
        };
        let Ok(header) = HeaderValue::from_bytes(&text) else {
            return;
        };
        let asks = ASKS.get(usize::from(choice(*door, 3)));
        let (path, form) = *asks.expect("one of three");
        let mut request = post(path, form);
        request.headers_mut().insert(AUTHORIZATION, header);
        let reply = stage.send(request).await;
        holds(&reply, &[]);
        let client = proven(&text);
        // These may not use the grant, which they are told once they have proven who they are.
        let refused = match (&client, path) {
            (None, _) => Some((401, "invalid_client")),
            (Some(id), "/oauth/token") if id == "other" || id == "api" => {
                Some((400, "unauthorized_client"))
            }
            _ => None,
        };
        if let Some((status, code)) = refused {
            is_oauth_error(&reply);
            reply.is_error(status, code);
        } else {
            assert_eq!(reply.status, 200, "{client:?} {reply:?}");
        }
    });
}

/// The client of a header, read as RFC 7617 and RFC 6749 §2.3.1 say and in another way than the
/// toolkit does.
fn proven(header: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(header).ok()?;
    let (scheme, rest) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") || rest.len() > 4096 {
        return None;
    }
    let pair = STANDARD.decode(rest.trim_matches([' ', '\t'])).ok()?;
    let pair = String::from_utf8(pair).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let (id, secret) = (decode(id)?, decode(secret)?);
    let known = ["web", "other", "plain", "api"].contains(&&*id) && secret == SECRET;
    known.then_some(id)
}

/// Form-decodes a text that has whole percent triplets alone.
fn decode(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut bytes: Vec<u8> = pieces.next()?.replace('+', " ").into_bytes();
    for piece in pieces {
        let digits = piece
            .get(..2)
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(piece.get(2..)?.replace('+', " ").as_bytes());
    }
    String::from_utf8(bytes).ok()
}
