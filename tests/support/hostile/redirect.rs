//! `redirect`: a redirect URI as it is registered, and one as it is asked for. A byte of switches,
//! the registered one, a line end, the other; `{uri}` in that is the registered one.

use super::form::Form;
use super::holds::{hides, is_sound};
use super::kiosk::on_kiosk;
use crate::{CHALLENGE, ISSUER, Reply, SECRET, query_of};
use axum::body::Body;
use http::Request;
use oauth2_runtime::RedirectUri;
use url::Url;

/// What may be registered goes where it says, and nothing else gets a `Location`.
pub fn redirect(data: &[u8]) {
    let [switches, text @ ..] = data else { return };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let asking = Asking::switched(*switches);
    let (registered, sent) = text.split_once('\n').unwrap_or((text, "{uri}"));
    let sent = sent.replace("{uri}", registered);
    let parsed = RedirectUri::parse(registered);
    if let Ok(uri) = &parsed {
        is_registrable(uri);
    }
    on_kiosk(async |kiosk| {
        let welcome = kiosk.welcome(registered, asking.insecure);
        let plain = asking.insecure && registered.starts_with("http://");
        assert!(welcome.is_ok() == parsed.is_ok() || plain, "{registered}");
        if welcome.is_err() {
            return;
        }
        let reply = kiosk.send(asking.request(&sent)).await;
        is_sound(&reply);
        hides(&reply, &[SECRET]);
        // An empty one is as none.
        let only = asking.absent || sent.is_empty();
        let sent = if only { registered } else { &sent };
        if fits(registered, sent) {
            goes_to(&reply, sent, asking.told);
            is_same_place(reply.header("location"), registered);
        } else {
            reply.is_page(400);
        }
    });
}

/// How it is asked.
#[derive(Clone, Copy)]
struct Asking {
    /// What the client is told: the error is that of a request for a code without a challenge.
    told: &'static str,
    /// It is registered as one of plain `http`.
    insecure: bool,
    /// Without a redirect URI.
    absent: bool,
}

impl Asking {
    const fn switched(byte: u8) -> Self {
        let byte = byte.wrapping_sub(b'0');
        Self {
            told: match byte & 3 {
                0 => "code",
                2 => "error",
                _ => "access_token",
            },
            insecure: byte & 4 != 0,
            absent: byte & 8 != 0,
        }
    }

    fn request(self, sent: &str) -> Request<Body> {
        let response_type = if self.told == "access_token" {
            "token"
        } else {
            "code"
        };
        let mut pairs = vec![
            ("response_type", response_type),
            ("client_id", "web"),
            ("state", "s"),
        ];
        if self.told != "error" {
            pairs.push(("code_challenge", CHALLENGE));
            pairs.push(("code_challenge_method", "S256"));
        }
        if !self.absent {
            pairs.push(("redirect_uri", sent));
        }
        let request = Request::get(format!("/oauth/authorize?{}", query_of(&pairs)));
        request.body(Body::empty()).expect("a request")
    }
}

/// Byte for byte, but for the port of a loopback IP literal (RFC 6749 §3.1.2.3, RFC 8252 §7.3).
pub(super) fn fits(registered: &str, sent: &str) -> bool {
    let split = |uri: &str| {
        let rest = uri.strip_prefix("http://")?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        let is_ip = authority.starts_with("127.") || authority.starts_with('[');
        let after = authority.find(']').unwrap_or(0);
        let at = authority
            .get(after..)?
            .find(':')
            .map_or(authority.len(), |at| at + after);
        let (host, port) = authority.split_at_checked(at)?;
        Some((is_ip, host.to_owned(), port.to_owned(), path.to_owned()))
    };
    let free = |port: &str| {
        let number: Option<u16> = port
            .strip_prefix(':')
            .and_then(|digits| digits.parse().ok());
        port.is_empty() || number.is_some_and(|number| number > 0 && port == format!(":{number}"))
    };
    registered == sent
        || matches!((split(registered), split(sent)), (Some(own), Some(other))
            if own.0 && (&own.1, &own.3) == (&other.1, &other.3) && free(&other.2))
}

/// What no registration may have.
fn is_registrable(uri: &RedirectUri) {
    let text = uri.as_str();
    assert!(
        text.is_ascii() && !text.contains(['#', '*', '\\', ' ', '"', '<', '>']),
        "{text}"
    );
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "{text}");
    let (scheme, rest) = text.split_once(':').expect("a scheme");
    let web = scheme == "https" || scheme == "http";
    assert!(
        web || (scheme.contains('.') && rest.starts_with('/')),
        "{text}"
    );
    assert_eq!(&RedirectUri::parse(text).expect("again"), uri);
    let Ok(url) = Url::parse(text) else { return };
    assert!(
        url.username().is_empty() && url.password().is_none(),
        "{text}"
    );
    assert_eq!(url.scheme(), scheme.to_ascii_lowercase(), "{text}");
    if scheme == "http" {
        let own = match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        assert!(own, "{text}");
    }
    for name in ["code", "state", "error", "access_token", "iss"] {
        assert!(url.query_pairs().all(|(known, _)| known != name), "{text}");
    }
}

/// A redirect to this URI with what the client is told, each once.
fn goes_to(reply: &Reply, uri: &str, told: &str) {
    assert_eq!(reply.status, 303, "{uri} {reply:?}");
    let location = reply.header("location");
    let rest = location
        .strip_prefix(uri)
        .unwrap_or_else(|| panic!("{location} is not {uri}"));
    let rest = rest.strip_prefix(['?', '&', '#']).expect("a joint");
    let form = Form::read(rest.as_bytes());
    assert!(form.get(told).is_some(), "{location}");
    assert!(
        form.has("state", "s") && form.has("iss", ISSUER),
        "{location}"
    );
}

/// A browser goes to the host that was registered, whatever it makes of the rest.
fn is_same_place(location: &str, registered: &str) {
    let (Ok(there), Ok(own)) = (Url::parse(location), Url::parse(registered)) else {
        return;
    };
    assert_eq!(
        (there.scheme(), there.host_str()),
        (own.scheme(), own.host_str()),
        "{location}"
    );
    assert_eq!(there.path(), own.path(), "{location}");
    assert!(
        there.username().is_empty() && there.password().is_none(),
        "{location}"
    );
}
