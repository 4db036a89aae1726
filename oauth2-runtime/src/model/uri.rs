//! The grammar of URIs as far as redirects need it (RFC 3986); nothing is normalised.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Where a URI's parts end, counted from its first slash.
pub(super) struct Authority {
    pub(super) host_end: usize,
    pub(super) path_at: usize,
    pub(super) host: Host,
}

/// What a host is to this computer.
pub(super) enum Host {
    /// An IP literal of this computer: the one whose port is free.
    LoopbackAddress,
    /// The name `localhost`, compared as registered (RFC 8252 §8.3).
    Localhost,
    Other,
}

/// Parses `//host[:port][/path][?query]`; positions count from the first slash.
pub(super) fn parse_authority(rest: &str) -> Option<Authority> {
    let authority_and_path = rest.strip_prefix("//")?;
    let end = authority_and_path
        .find(['/', '?'])
        .unwrap_or(authority_and_path.len());
    let authority = authority_and_path.get(..end)?;
    let host_len = if authority.starts_with('[') {
        authority.find(']')? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    let (host, port) = (authority.get(..host_len)?, authority.get(host_len..)?);
    if !(port.is_empty() || port.strip_prefix(':').is_some_and(is_port)) {
        return None;
    }
    Some(Authority {
        host_end: host_len + 2,
        path_at: end + 2,
        host: parse_host(host)?,
    })
}

fn parse_host(host: &str) -> Option<Host> {
    let bracketed = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let loopback = match bracketed {
        Some(ip) => ip.parse::<Ipv6Addr>().ok()?.is_loopback(),
        None if host == "localhost" => return Some(Host::Localhost),
        None if is_host_name(host) => host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback()),
        None => return None,
    };
    Some(if loopback {
        Host::LoopbackAddress
    } else {
        Host::Other
    })
}

fn is_host_name(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    host.split('.').all(label)
}

/// A host name in lower case, as it is shown to people.
pub(super) fn is_host(host: &str) -> bool {
    is_host_name(host) && !host.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// 1 to 65535 in decimal, without a leading zero.
pub(crate) fn is_port(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    plain && text.parse::<u16>().is_ok()
}

/// A private-use scheme that holds a dot (RFC 8252 §7.1).
pub(super) fn is_private_use(scheme: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.contains('.')
        && scheme.bytes().all(good)
}

/// Unreserved, reserved and whole percent triplets: the alphabet of RFC 3986 §2.
pub(crate) fn is_uri_text(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let good = match byte {
            b'%' => {
                bytes.next().is_some_and(|high| high.is_ascii_hexdigit())
                    && bytes.next().is_some_and(|low| low.is_ascii_hexdigit())
            }
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&byte),
        };
        if !good {
            return false;
        }
    }
    !text.is_empty()
}
