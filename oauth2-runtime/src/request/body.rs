//! Request bodies: a closed match of media types, and a cap on the size (RFC 6749 appendix B).

use super::params::Params;
use crate::error::{BoxError, OAuthError, refusal};
use axum::body::{Body, Bytes};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http_body_util::{BodyExt as _, Limited};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

/// The largest body that is read, in bytes.
const MOST_BYTES: usize = 64 * 1024;

/// What almost every request says, word for word.
const FORM: &str = "application/x-www-form-urlencoded";

/// How long a body may take to arrive.
const LONGEST_READ: Duration = Duration::from_secs(10);

/// Reads the form of a page.
pub(crate) async fn form(headers: &HeaderMap, body: Body) -> Result<Params, OAuthError> {
    token_body(headers, body, false).await
}

/// Reads the body of a token request: a form, or JSON where `allow(json_body)` says so.
pub(crate) async fn token_body(
    headers: &HeaderMap,
    body: Body,
    json_allowed: bool,
) -> Result<Params, OAuthError> {
    let media_type = media_type(headers)?;
    let json = media_type.eq_ignore_ascii_case("application/json");
    let form = media_type.eq_ignore_ascii_case(FORM);
    if json && !json_allowed {
        return Err(refusal::body_is_json());
    }
    if !(json || form) {
        return Err(refusal::body_is_no_form());
    }
    let bytes = read(body).await?;
    let params = if json {
        from_json(&bytes)?
    } else {
        Params::parse(&bytes)
    };
    params.check()?;
    Ok(params)
}

/// The whole body. Most are here already when they are asked for, and need no timer.
async fn read(body: Body) -> Result<Bytes, OAuthError> {
    let mut read = pin!(pieces(Limited::new(body, MOST_BYTES)));
    let read = match poll_fn(|context| Poll::Ready(read.as_mut().poll(context))).await {
        Poll::Ready(read) => read,
        // On the heap: most requests need not carry a place for it.
        Poll::Pending => Box::pin(tokio::time::timeout(LONGEST_READ, read))
            .await
            .map_err(|_| refusal::body_too_slow())?,
    };
    read.map_err(|error| unreadable(&error))
}

/// A body of one piece is not copied.
async fn pieces(mut body: Limited<Body>) -> Result<Bytes, BoxError> {
    let (mut first, mut all) = (Bytes::new(), Vec::new());
    while let Some(frame) = body.frame().await {
        let piece = frame?.into_data().unwrap_or_default();
        if first.is_empty() {
            first = piece;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&first);
            }
            all.extend_from_slice(&piece);
        }
    }
    Ok(if all.is_empty() { first } else { all.into() })
}

/// The one media type of the request, without its parameters; a charset may only be UTF-8.
fn media_type(headers: &HeaderMap) -> Result<&str, OAuthError> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(refusal::content_type_missing());
    };
    if headers.contains_key(CONTENT_ENCODING) {
        return Err(refusal::content_encoding_unsupported());
    }
    if value == FORM {
        return Ok(FORM);
    }
    let text = value
        .to_str()
        .map_err(|_| refusal::content_type_malformed())?;
    let mut parts = text.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    let other_charset = |part: &str| {
        let charset = part
            .split_once('=')
            .filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
        charset.is_some_and(|(_, value)| !value.trim_matches('"').eq_ignore_ascii_case("utf-8"))
    };
    if parts.any(other_charset) {
        return Err(refusal::charset_unsupported());
    }
    Ok(media_type)
}

/// Text members of one flat object; numbers, lists and objects are refused.
fn from_json(bytes: &[u8]) -> Result<Params, OAuthError> {
    let pairs: Pairs = serde_json::from_slice(bytes).map_err(|_| refusal::json_malformed())?;
    Ok(Params::from_pairs(pairs.0))
}

/// Keeps repeated members, which a map would merge.
struct Pairs(Vec<(String, String)>);

impl<'de> serde::Deserialize<'de> for Pairs {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Pairs;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Option<String>>()? {
                    pairs.push((name, value.unwrap_or_default()));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

fn unreadable(error: &BoxError) -> OAuthError {
    if error.is::<http_body_util::LengthLimitError>() {
        return refusal::body_too_large();
    }
    refusal::body_unreadable()
}
