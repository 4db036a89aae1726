//! A reply as a test looks at it.

use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// Status, headers and body of one reply.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
}

impl Reply {
    /// A header's text, empty when it is absent.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// A text member of the JSON body, empty when it is absent.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        let json = self.json();
        json.get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    }

    /// A parameter of the redirect's query, if there is one.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        let location = self.header("location");
        let before = location.split('#').next().unwrap_or_default();
        find(before.split_once('?')?.1, name)
    }

    /// A parameter of the redirect's fragment, if there is one.
    #[must_use]
    pub fn fragment(&self, name: &str) -> Option<String> {
        find(self.header("location").split_once('#')?.1, name)
    }

    /// The value of a form field in the page, if there is one.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        let rest = self
            .body
            .split_once(&format!("name=\"{name}\" value=\""))?
            .1;
        Some(rest.split_once('"')?.0.to_owned())
    }

    /// What a person reads on the page: its text without the tags.
    #[must_use]
    pub fn reads(&self) -> String {
        let main = self.body.split_once("<main>").map_or("", |(_, main)| main);
        let pieces = main.split('<').enumerate();
        let text = pieces.map(|(at, piece)| match piece.split_once('>') {
            Some((_, text)) if at > 0 => text,
            _ => piece,
        });
        text.collect()
    }

    /// Asserts that every link and image of the page is on this server.
    pub fn leads_nowhere_else(&self) {
        for name in [" href=\"", " src=\"", " action=\""] {
            for address in self.body.split(name).skip(1) {
                let local = address.starts_with('/') && !address.starts_with("//");
                assert!(local || address.starts_with('#'), "{name}: {self:?}");
            }
        }
    }

    /// Asserts an OAuth error body of this status and code, that is never cached.
    pub fn is_error(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status.as_u16(), self.text("error").as_str()),
            (status, code),
            "{self:?}"
        );
        assert_eq!(self.header("content-type"), "application/json");
        assert_eq!(self.header("cache-control"), "no-store");
        is_in_alphabet(&self.text("error_description"));
    }

    /// Asserts an error that is told by redirect in the query, with `iss`.
    pub fn is_error_redirect(&self, code: &str) {
        self.is_refusal(code, Self::query);
    }

    /// Asserts an error that is told by redirect in the fragment, with `iss`.
    pub fn is_error_fragment(&self, code: &str) {
        self.is_refusal(code, Self::fragment);
    }

    fn is_refusal(&self, code: &str, told: impl Fn(&Self, &str) -> Option<String>) {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{self:?}");
        assert_eq!(told(self, "error").as_deref(), Some(code), "{self:?}");
        assert_eq!(told(self, "iss").as_deref(), Some(crate::ISSUER));
        assert_eq!(told(self, "code").or(told(self, "access_token")), None);
        assert_eq!(self.header("cache-control"), "no-store");
        assert_eq!(self.header("referrer-policy"), "no-referrer");
        is_in_alphabet(&told(self, "error_description").unwrap_or_default());
    }

    /// Asserts a page of this status that redirects nowhere.
    pub fn is_page(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert_eq!(self.header("content-type"), "text/html; charset=utf-8");
        assert!(!self.headers.contains_key("location"), "{self:?}");
    }
}

/// The alphabet of `error` and `error_description` (RFC 6749, appendices A.7 and A.8).
fn is_in_alphabet(text: &str) {
    let allowed = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    assert!(!text.is_empty() && text.bytes().all(allowed), "{text:?}");
}

fn find(query: &str, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes()).filter(|(known, _)| known == name);
    let (_, value) = pairs.next()?;
    assert!(pairs.next().is_none(), "{name} is repeated in {query}");
    Some(value.into_owned())
}

/// The pairs as a query.
#[must_use]
pub fn query_of(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
