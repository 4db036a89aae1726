//! Request bodies: a closed match of media types, and a cap on the size (RFC 6749 appendix B).

use super::params::Params;
use crate::error::{BoxError, OAuthError, refusal};
use crate::settings::JsonBody;
use axum::body::{Body, Bytes, HttpBody as _};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use http_body_util::Limited;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Sleep;

/// The largest body that is read, in bytes.
const MOST_BYTES: usize = 64 * 1024;

/// What almost every request says, word for word.
const FORM: &str = "application/x-www-form-urlencoded";

/// How long a body may take to arrive.
const LONGEST_READ: Duration = Duration::from_secs(10);

/// Reads the form of a page.
pub(crate) async fn form(headers: &HeaderMap, body: Body) -> Result<Params, OAuthError> {
    token_body(headers, body, None).await
}

/// Reads the body of a token request: a form, or JSON where `allow(json_body)` says so.
pub(crate) async fn token_body(
    headers: &HeaderMap,
    body: Body,
    json: Option<JsonBody>,
) -> Result<Params, OAuthError> {
    let syntax = Syntax::of(headers, json)?;
    let bytes = Whole::of(body).await?;
    syntax.parse(&bytes)
}

/// How the parameters are written.
#[derive(Clone, Copy)]
enum Syntax {
    Form,
    Json(JsonBody),
}

impl Syntax {
    fn of(headers: &HeaderMap, json: Option<JsonBody>) -> Result<Self, OAuthError> {
        let value = content_type(headers)?;
        if value == FORM {
            return Ok(Self::Form);
        }
        let media_type = media_type(value)?;
        if media_type.eq_ignore_ascii_case(FORM) {
            Ok(Self::Form)
        } else if !media_type.eq_ignore_ascii_case("application/json") {
            Err(refusal::body_is_no_form())
        } else {
            json.map(Self::Json).ok_or_else(refusal::body_is_json)
        }
    }

    fn parse(self, bytes: &[u8]) -> Result<Params, OAuthError> {
        let params = match self {
            Self::Form => Params::parse(bytes),
            Self::Json(read) => {
                Params::from_pairs(read(bytes).map_err(|_| refusal::json_malformed())?)
            }
        };
        params.check()?;
        Ok(params)
    }
}

/// The whole body, once it is here. Most are when they are asked for, and need no timer; a body of
/// one piece is not copied.
struct Whole {
    body: Limited<Body>,
    first: Bytes,
    /// All pieces, from the second one on.
    all: Vec<u8>,
    /// On the heap: most requests need not carry a place for it.
    timer: Option<Pin<Box<Sleep>>>,
}

impl Whole {
    fn of(body: Body) -> Self {
        Self {
            body: Limited::new(body, MOST_BYTES),
            first: Bytes::new(),
            all: Vec::new(),
            timer: None,
        }
    }

    fn add(&mut self, piece: Bytes) {
        if self.first.is_empty() {
            self.first = piece;
        } else {
            if self.all.is_empty() {
                self.all.extend_from_slice(&self.first);
            }
            self.all.extend_from_slice(&piece);
        }
    }

    fn take(&mut self) -> Bytes {
        if self.all.is_empty() {
            std::mem::take(&mut self.first)
        } else {
            std::mem::take(&mut self.all).into()
        }
    }
}

/// By hand, so that it is compiled once and not for each endpoint of each provider.
impl Future for Whole {
    type Output = Result<Bytes, OAuthError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        while let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            match frame {
                Some(Ok(frame)) => self.add(frame.into_data().unwrap_or_default()),
                Some(Err(error)) => return Poll::Ready(Err(unreadable(&error))),
                None => return Poll::Ready(Ok(self.take())),
            }
        }
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(LONGEST_READ)));
        let late = timer.as_mut().poll(context);
        late.map(|()| Err(refusal::body_too_slow()))
    }
}

/// The one media type of the request.
fn content_type(headers: &HeaderMap) -> Result<&HeaderValue, OAuthError> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(refusal::content_type_missing());
    };
    if headers.contains_key(CONTENT_ENCODING) {
        return Err(refusal::content_encoding_unsupported());
    }
    Ok(value)
}

/// The same without its parameters; a charset may only be UTF-8.
fn media_type(value: &HeaderValue) -> Result<&str, OAuthError> {
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

fn unreadable(error: &BoxError) -> OAuthError {
    if error.is::<http_body_util::LengthLimitError>() {
        return refusal::body_too_large();
    }
    refusal::body_unreadable()
}
