//! A form as the doors read it themselves, to know what may be answered.

use crate::{SECRET, basic};
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request};
use std::collections::BTreeSet;

pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// The parameters of a form or a query.
pub(super) struct Form {
    pairs: Vec<(String, String)>,
    whole: bool,
}

impl Form {
    pub(super) fn read(text: &[u8]) -> Self {
        let pairs: Vec<_> = form_urlencoded::parse(text).into_owned().collect();
        Self {
            whole: is_strict(text),
            pairs,
        }
    }

    pub(super) const fn of(pairs: Vec<(String, String)>) -> Self {
        Self { pairs, whole: true }
    }

    /// Whether each parameter is UTF-8 in whole percent triplets and stands there once, but for
    /// those that may come again (RFC 8707 §2, RFC 8693 §2.1), and they are not too many.
    pub(super) fn is_whole(&self) -> bool {
        let names = || self.pairs.iter().map(|(name, _)| &**name);
        let single = || names().filter(|name| *name != "resource" && *name != "audience");
        let once = single().collect::<BTreeSet<_>>().len() == single().count();
        self.whole && once && names().count() <= 64
    }

    /// The value of a parameter that stands there once and is not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.pairs.iter().filter(|(known, _)| known == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) if !value.is_empty() => Some(value),
            _ => None,
        }
    }

    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// Whether this name and value stand there, also among others of the name.
    pub(super) fn names(&self, pair: (&str, &str)) -> bool {
        let mut pairs = self.pairs.iter();
        pairs.any(|(name, value)| (&**name, &**value) == pair)
    }

    /// The form as text.
    pub(super) fn written(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.pairs)
            .finish()
    }

    /// Every name and value.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.pairs
            .iter()
            .flat_map(|(name, value)| [&**name, &**value])
    }

    /// The confidential client that proves itself, by Basic or in the form.
    pub(super) fn proven<'a>(&'a self, by_basic: Option<&'a str>) -> Option<&'a str> {
        by_basic.or_else(|| {
            let named = self.get("client_id")?;
            let secret = self.has("client_secret", SECRET);
            let registered = ["web", "other", "post", "api"].contains(&named);
            (secret && registered).then_some(named)
        })
    }
}

/// What a form may be made of: `form_urlencoded` takes anything.
fn is_strict(text: &[u8]) -> bool {
    let mut pieces = text.split(|byte| *byte == b'%');
    let first = pieces.next().is_some();
    let triplets = pieces.all(|piece| {
        let digits = piece.get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    let utf8 = percent_encoding::percent_decode(text).decode_utf8().is_ok();
    first && triplets && utf8 && text.len() <= 64 * 1024
}

/// `POST` of bytes that claim to be a form.
pub(super) fn post(path: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::post(path).header(CONTENT_TYPE, FORM);
    request.body(body.into()).expect("a request")
}

/// The same as a client that proves itself by Basic.
pub(super) fn post_as(path: &str, client_id: Option<&str>, body: impl Into<Body>) -> Request<Body> {
    let mut request = post(path, body);
    if let Some(client_id) = client_id {
        let value = HeaderValue::try_from(basic(client_id, SECRET)).expect("a header");
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    request
}

/// Bytes as the value of a parameter.
pub(super) fn encode(value: &[u8]) -> String {
    form_urlencoded::byte_serialize(value).collect()
}
