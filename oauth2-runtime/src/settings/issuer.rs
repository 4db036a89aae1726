//! The issuer: declared by the application, never inferred from a request (RFC 8414 §2, RFC 9207).

use crate::model::{is_port, is_uri_text};
use crate::secret;
use http::HeaderValue;

/// A checked issuer: `https`, or `http` on a loopback address; no query, fragment or user part.
#[derive(Clone, Debug)]
pub struct Issuer {
    text: String,
    /// Where the host begins, and where the origin ends.
    host_start: usize,
    origin_len: usize,
    loopback: bool,
    tag: String,
    basic_challenge: HeaderValue,
}

impl Issuer {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let fault = |what: &str| Err(format!("issuer `{}` {what}", text.escape_debug()));
        let Ok(uri) = text.parse::<http::Uri>() else {
            return fault("is not a URL");
        };
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return fault("is not an absolute URL, e.g. https://photos.example");
        };
        if text.contains(['?', '#']) || authority.as_str().contains('@') {
            return fault("must not have a query, a fragment or user information");
        }
        if !is_uri_text(text) {
            return fault("holds a character that RFC 3986 forbids");
        }
        let default = if scheme == "https" { ":443" } else { ":80" };
        let plain = authority.as_str();
        if plain.bytes().any(|byte| byte.is_ascii_uppercase()) || plain.ends_with(default) {
            return fault("must be as browsers write it: a lower-case host, no default port");
        }
        let host = authority.host();
        let ip = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
        // Clients hand these addresses to browsers and shells, where `$`, `;` and `&` mean more.
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        let port = plain.strip_prefix(host).unwrap_or_default();
        let good_port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        if !(ip.is_ok() || host.bytes().all(is_name)) || !good_port {
            return fault("has a malformed host or port");
        }
        let loopback = host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback());
        match scheme {
            "https" => {}
            "http" if loopback => {}
            _ => return fault("must be https; plain http is for loopback addresses only"),
        }
        let host_start = scheme.len() + "://".len();
        let origin_len = host_start + authority.as_str().len();
        if text.len() > origin_len + 1 && text.ends_with('/') {
            return fault("must not end in a slash");
        }
        // The path becomes a route, where these would begin a parameter.
        if text.contains("/:") || text.contains("/*") {
            return fault("must not have a part that begins with `:` or `*`");
        }
        let [a, b, c, d, ..] = secret::sha256(text.as_bytes());
        let tag = format!("{a:02x}{b:02x}{c:02x}{d:02x}");
        // Neither quotes nor backslashes are in a URI's text.
        let Ok(basic_challenge) = format!("Basic realm=\"{text}\"").try_into() else {
            return fault("holds a character that no header can carry");
        };
        Ok(Self {
            text: text.to_owned(),
            host_start,
            origin_len,
            loopback,
            tag,
            basic_challenge,
        })
    }

    /// The issuer as declared, byte for byte.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What tells a client how to authenticate (RFC 7617 §2).
    pub(crate) const fn basic_challenge(&self) -> &HeaderValue {
        &self.basic_challenge
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.text.get(..self.origin_len).unwrap_or(&self.text)
    }

    /// Host and port.
    pub(crate) fn host(&self) -> &str {
        let origin = self.origin();
        origin.get(self.host_start..).unwrap_or(origin)
    }

    /// What stands behind the origin, without the slash of an empty path.
    pub(crate) fn path(&self) -> &str {
        let path = self.text.get(self.origin_len..).unwrap_or_default();
        path.trim_end_matches('/')
    }

    /// Whether it names this computer.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether browsers reach it by `https`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https://")
    }

    /// Eight hex digits that tell its cookies from those of another provider on the same host.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_and_loopback_are_accepted() {
        for text in [
            "https://a.example",
            "https://a.example:8443/tenant",
            "http://127.0.0.1:3000",
            "http://[::1]:1",
            "http://localhost",
            "https://my_host",
        ] {
            assert!(Issuer::parse(text).is_ok(), "{text}");
        }
        assert_eq!(
            Issuer::parse("https://a.example/t").unwrap().origin(),
            "https://a.example"
        );
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in [
            "",
            "a.example",
            "http://a.example",
            "https://a.example?x",
            "https://a.example/#x",
            "https://u@a.example",
            "ftp://a.example",
            "https://a.example/t/",
            "https://A.example",
            "https://a.example:443",
            "http://localhost:80",
            "https://a.example/\"x",
            "https://a.example/:x",
            "https://a.example/t/*x",
            "https://$(a).example",
            "https://a.example;b",
            "https://a.example:x",
            "https://a.example:0",
            "https://a.example:+80",
        ] {
            assert!(Issuer::parse(text).is_err(), "{text}");
        }
    }
}
