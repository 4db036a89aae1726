//! The issuer, as far as its text alone tells (RFC 8414 §2); the rest is told by `build()`.

use crate::diagnostics::Diagnostics;
use crate::model::Provider;
use std::net::{IpAddr, Ipv6Addr};

pub(super) fn check(provider: &Provider, found: &mut Diagnostics) {
    let Some(issuer) = &provider.issuer else {
        return;
    };
    let text = issuer.value();
    if let Some(fault) = fault(&text) {
        let shown = text.escape_debug();
        found.at(issuer.span(), format!("issuer `{shown}` {fault}"));
    }
}

const NOT_A_URL: &str = "is not a URL; write e.g. `https://photos.example`";
const NOT_NORMAL: &str = "must be as browsers write it: scheme and host in lower case, no default \
                          port, no `.` or `..` in the path";

fn fault(text: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return Some(NOT_A_URL);
    };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    if text.contains(['?', '#', '@']) {
        return Some("must not have a query, a fragment or user information; delete that part");
    }
    if !text.bytes().all(is_uri_byte) {
        return Some(
            "holds a character that RFC 3986 forbids; write printable ASCII without spaces",
        );
    }
    let (host, port) = split_port(authority);
    if !is_host(host) || !port.is_none_or(is_port) {
        return Some(NOT_A_URL);
    }
    let is_default = matches!(
        (scheme, port),
        ("https", Some("443")) | ("http", Some("80"))
    );
    let mut upper = scheme.bytes().chain(authority.bytes());
    let is_dots = |segment| matches!(segment, "." | "..");
    if is_default || upper.any(|byte| byte.is_ascii_uppercase()) || path.split('/').any(is_dots) {
        return Some(NOT_NORMAL);
    }
    if path.ends_with('/') {
        return Some("must not end in a slash; delete it");
    }
    match scheme {
        "https" => None,
        "http" if is_loopback(host) => None,
        _ => Some("must be https; plain http is for loopback addresses only"),
    }
}

/// RFC 3986 §2, without what was refused already.
fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/[]!$&'()*+,;=%".contains(&byte)
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn is_port(port: &str) -> bool {
    port.parse::<u16>().is_ok_and(|port| port != 0)
}

fn is_host(host: &str) -> bool {
    let address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    match address {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.bytes().all(is_name),
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn https_and_loopback_are_issuers() {
        for good in [
            "https://a.example",
            "https://a.example/t",
            "https://a.example:8443/t/%C3%A4",
            "https://xn--bcher-kva.example",
            "http://127.0.0.1:3000",
            "http://[::1]:1",
            "http://[::1]",
            "http://localhost",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
    }

    #[test]
    fn other_urls_are_not() {
        for (bad, why) in [
            ("", "is not a URL"),
            ("a.example", "is not a URL"),
            ("https://", "is not a URL"),
            ("https:///t", "is not a URL"),
            ("https://:8080", "is not a URL"),
            ("https://a.example:99999", "is not a URL"),
            ("https://*.example", "is not a URL"),
            ("ftp://a.example", "must be https"),
            ("http://a.example", "must be https"),
            ("http://localhost.example", "must be https"),
            ("https://a.example/t/", "must not end in a slash"),
            ("https://a.example?x", "must not have a query"),
            ("https://a.example/a b", "RFC 3986"),
            ("https://ä.example", "RFC 3986"),
            ("HTTPS://a.example", "lower case"),
            ("https://a.example:443", "no default port"),
            ("https://a.example/../t", "no `.` or `..`"),
        ] {
            let told = fault(bad);
            assert!(
                told.is_some_and(|told| told.contains(why)),
                "{bad}: {told:?}"
            );
        }
    }
}
