//! Redirect URIs: refused shapes at registration, byte equality at use (RFC 6749 §3.1.2, RFC 8252,
//! RFC 9700 §4.1).
//!
//! Nothing is decoded or normalised. The only freedom is the port of a loopback IP literal.

use super::uri::{Host, is_port, is_private_use, is_uri_text, parse_authority};
use std::fmt;
use std::sync::Arc;

/// A registered redirect URI of a good shape: `https`, `http` on a loopback address, or a
/// private-use scheme that holds a dot (RFC 8252 §7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri {
    text: Arc<str>,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Exact,
    /// `http://127.0.0.1` or `http://[::1]`: the origin without its port, and the rest.
    Loopback {
        origin_len: usize,
        path_at: usize,
    },
    /// Plain `http` to another host, registered as such on purpose.
    Insecure,
}

impl RedirectUri {
    /// Parses a complete redirect URI.
    ///
    /// # Errors
    /// Says what is wrong in words: a relative URI, a fragment, user information, a wildcard, a dot
    /// segment, a response parameter in the query, plain `http` to another host than a loopback
    /// address, a scheme without a dot, or a character outside RFC 3986.
    pub fn parse(text: &str) -> Result<Self, String> {
        let uri = Self::parse_any(text)?;
        if uri.is_insecure() {
            return Err(format!(
                "redirect URI `{text}` is plain http: use https, a loopback address or \
                 `insecure_redirect`"
            ));
        }
        Ok(uri)
    }

    /// Parses a plain `http` URI to any host, the legacy word `http_redirect`.
    pub(crate) fn parse_insecure(text: &str) -> Result<Self, String> {
        Self::parse_any(text)
    }

    fn parse_any(text: &str) -> Result<Self, String> {
        let fault = |what: &str| Err(format!("redirect URI `{}` {what}", text.escape_debug()));
        if text.len() > 2048 {
            return fault("is longer than 2048 bytes");
        }
        if !is_uri_text(text) {
            return fault("holds a character that RFC 3986 forbids");
        }
        if text.contains('#') {
            return fault("has a fragment");
        }
        if text.contains('*') {
            return fault("has a wildcard; register each complete URI");
        }
        let Some((scheme, rest)) = text.split_once(':') else {
            return fault("is not absolute");
        };
        if has_response_parameter(rest) {
            return fault("has a parameter of the response in its query");
        }
        if has_dot_segment(rest) {
            return fault("has a `.` or `..` segment");
        }
        let kind = match scheme {
            "https" => parse_authority(rest).map(|_| Kind::Exact),
            "http" => parse_authority(rest).map(|authority| match authority.host {
                Host::LoopbackAddress => Kind::Loopback {
                    origin_len: scheme.len() + 1 + authority.host_end,
                    path_at: scheme.len() + 1 + authority.path_at,
                },
                Host::Localhost => Kind::Exact,
                Host::Other => Kind::Insecure,
            }),
            _ if is_private_use(scheme) && rest.starts_with('/') => {
                (!has_user_information(rest)).then_some(Kind::Exact)
            }
            _ => return fault("needs https, loopback http, or a private-use scheme with a dot"),
        };
        match kind {
            Some(kind) => Ok(Self {
                text: text.into(),
                kind,
            }),
            None => fault("has a malformed host or port, or user information"),
        }
    }

    /// The registered text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is plain `http` to another host than this computer.
    #[must_use]
    pub const fn is_insecure(&self) -> bool {
        matches!(self.kind, Kind::Insecure)
    }

    /// Compares as bytes; for a loopback IP literal the port may differ (RFC 8252 §7.3).
    fn matches(&self, sent: &str) -> bool {
        if *sent == *self.text {
            return true;
        }
        let Kind::Loopback {
            origin_len,
            path_at,
        } = self.kind
        else {
            return false;
        };
        let (Some(origin), Some(path)) = (self.text.get(..origin_len), self.text.get(path_at..))
        else {
            return false;
        };
        let port = sent
            .strip_prefix(origin)
            .and_then(|rest| rest.strip_suffix(path));
        port.is_some_and(|port| port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
    }
}

/// A redirect URI that was matched with the client's registration: the only thing the
/// authorization endpoint redirects to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentRedirect {
    uri: Arc<str>,
    sent: bool,
    insecure: bool,
}

impl SentRedirect {
    /// Proves the `redirect_uri` parameter, or its absence, against the registered ones.
    pub(crate) fn prove(registered: &[RedirectUri], sent: Option<&str>) -> Option<Self> {
        let found = match (sent, registered) {
            (Some(sent), _) => registered.iter().find(|uri| uri.matches(sent))?,
            (None, [only]) => only,
            (None, _) => return None,
        };
        let uri = match sent {
            Some(sent) if *sent != *found.text => Arc::from(sent),
            _ => found.text.clone(),
        };
        Some(Self {
            uri,
            sent: sent.is_some(),
            insecure: found.is_insecure(),
        })
    }

    /// The URI a code is bound to, read back from a store.
    #[must_use]
    pub fn from_stored(uri: impl Into<Arc<str>>, sent: bool) -> Self {
        Self {
            uri: uri.into(),
            sent,
            insecure: false,
        }
    }

    /// The URI.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.uri
    }

    /// Whether the request named it; if not, it is the only registered one.
    #[must_use]
    pub const fn was_sent(&self) -> bool {
        self.sent
    }

    /// Whether it is plain `http` to another host than this computer.
    #[must_use]
    pub const fn is_insecure(&self) -> bool {
        self.insecure
    }

    /// Where it leads, as a person may recognise it.
    #[must_use]
    pub fn place(&self) -> Place<'_> {
        let (scheme, rest) = self.uri.split_once(':').unwrap_or((&self.uri, ""));
        if scheme != "https" && scheme != "http" {
            return Place::ThisDevice(scheme);
        }
        let rest = rest.trim_start_matches('/');
        let host = rest.split(['/', '?']).next().unwrap_or(rest);
        match parse_authority(self.uri.get(scheme.len() + 1..).unwrap_or_default()) {
            Some(authority) if !matches!(authority.host, Host::Other) => Place::ThisComputer(host),
            _ => Place::Host(host),
        }
    }
}

/// Where a redirect URI leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// A host, with its port where it has one, as the URI writes it: a name in another script is
    /// seen to be one (`xn--`).
    Host(&'a str),
    /// A loopback address or `localhost`, with its port: an application on this computer.
    ThisComputer(&'a str),
    /// The private-use scheme of an application on this device. What follows the scheme is that
    /// application's own invention.
    ThisDevice(&'a str),
}

impl<'a> Place<'a> {
    /// The host or the scheme.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        match self {
            Self::Host(text) | Self::ThisComputer(text) | Self::ThisDevice(text) => text,
        }
    }
}

/// In front of the host, where an application's own scheme has one.
fn has_user_information(rest: &str) -> bool {
    let authority = rest.strip_prefix("//").unwrap_or_default();
    let authority = authority.split(['/', '?']).next().unwrap_or(authority);
    authority.contains('@')
}

fn has_dot_segment(rest: &str) -> bool {
    let path = rest.split('?').next().unwrap_or(rest);
    path.split('/').any(|segment| {
        let dots = segment.to_ascii_lowercase().replace("%2e", ".");
        dots == "." || dots == ".."
    })
}

fn has_response_parameter(rest: &str) -> bool {
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).any(|(name, _)| super::reserved::is_reserved(&name))
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proves(registered: &str, sent: &str) -> bool {
        SentRedirect::prove(&[RedirectUri::parse(registered).unwrap()], Some(sent)).is_some()
    }

    #[test]
    fn good_shapes_are_registered() {
        for uri in [
            "https://app.example/cb",
            "https://app.example:8443/cb?tenant=1",
            "http://127.0.0.1/callback",
            "http://[::1]:80/",
            "http://localhost:3000/cb",
            "com.example.app:/callback",
        ] {
            assert!(RedirectUri::parse(uri).is_ok(), "{uri}");
        }
    }

    #[test]
    fn refused_shapes_are_refused() {
        for uri in [
            "",
            "/cb",
            "//a.example/cb",
            "https:/a",
            "https://",
            "https://a.example/cb#x",
            "https://*.a.example/cb",
            "https://a@evil.example/cb",
            "https://a.example\\.evil/",
            "https://a.example/cb?code=1",
            "https://a.example/../cb",
            "https://a.example/%2E%2e/cb",
            "http://a.example/cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "myapp:/cb",
            "https://a.example/c b",
            "https://a.example/ä",
            "https://a.example:0/",
            "HTTPS://a.example/",
            "http://127.1/cb",
            "http://0.0.0.0/cb",
            "https://a.example:99999/",
            "https://a.example/%zz",
        ] {
            assert!(RedirectUri::parse(uri).is_err(), "{uri}");
        }
    }

    #[test]
    fn only_the_port_of_a_loopback_address_is_free() {
        let registered = "http://127.0.0.1/callback";
        assert!(proves(registered, "http://127.0.0.1:51004/callback"));
        for sent in [
            "http://127.0.0.1:0/callback",
            "http://127.0.0.1:65536/callback",
            "http://127.0.0.1:8080/callback/",
            "http://127.0.0.1:8080/callback?x=1",
            "http://127.0.0.1.evil/callback",
            "http://localhost:8080/callback",
            "http://[::1]:8080/callback",
            "https://127.0.0.1:8080/callback",
            "http://127.0.0.1:80@evil/callback",
            "http://127.0.0.1:/callback",
        ] {
            assert!(!proves(registered, sent), "{sent}");
        }
        assert!(!proves("https://a.example/cb", "https://a.example:8443/cb"));
        assert!(!proves(
            "http://localhost:3000/cb",
            "http://localhost:3001/cb"
        ));
    }
}
