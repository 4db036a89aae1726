//! Cookies: read so that a tossed one is as none, written with every attribute (RFC 6265bis).

use crate::settings::Issuer;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use std::time::Duration;

/// What a cookie of the toolkit is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Name {
    /// The login session of `login(form)`.
    Session,
    /// The key of the login form, before there is a session.
    Login,
    /// The key of consent tickets, for an application with a login of its own.
    Ticket,
}

/// Reads and writes the cookies of one issuer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cookies<'a> {
    issuer: &'a Issuer,
}

impl<'a> Cookies<'a> {
    pub(crate) const fn new(issuer: &'a Issuer) -> Self {
        Self { issuer }
    }

    /// The parts of a name: eight digits of the issuer keep two providers on one host apart.
    fn name(self, name: Name) -> [&'a str; 3] {
        let kind = match name {
            Name::Session => "oauth2-session-",
            Name::Login => "oauth2-login-",
            Name::Ticket => "oauth2-ticket-",
        };
        let prefix = if self.issuer.is_https() {
            "__Host-"
        } else {
            ""
        };
        [prefix, kind, self.issuer.tag()]
    }

    /// The value of a cookie that is sent once; two of one name are as none.
    pub(crate) fn read(self, headers: &HeaderMap, name: Name) -> Option<&str> {
        let name = self.name(name);
        // Bytes: another cookie of the same header may be no text, and must not hide ours.
        let pairs = headers.get_all(COOKIE).into_iter().flat_map(|value| {
            value
                .as_bytes()
                .split(|byte| *byte == b';')
                .map(<[u8]>::trim_ascii)
        });
        let mut found = pairs.filter_map(|pair| {
            let mut parts = name.iter();
            let behind = parts.try_fold(pair, |rest, part| rest.strip_prefix(part.as_bytes()))?;
            let value = behind.strip_prefix(b"=")?;
            Some(std::str::from_utf8(value).unwrap_or_default())
        });
        match (found.next(), found.next()) {
            (Some(value), None) => Some(value),
            _ => None,
        }
    }

    /// A `Set-Cookie` of this value; without a span it lasts as long as the browser runs.
    pub(crate) fn write(self, name: Name, value: &str, lives: Option<Duration>) -> HeaderValue {
        let name = self.name(name).concat();
        let secure = if self.issuer.is_https() {
            "; Secure"
        } else {
            ""
        };
        let age = lives
            .map(|span| format!("; Max-Age={}", span.as_secs()))
            .unwrap_or_default();
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
        // Names and values are base64url and hex digits, which a header takes.
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// A `Set-Cookie` that takes the cookie away.
    pub(crate) fn clear(self, name: Name) -> HeaderValue {
        self.write(name, "", Some(Duration::ZERO))
    }
}
