//! Where a caller is: what the settings find, or the address of the connection.

use crate::clock::Timestamp;
use crate::provider::Core;
use crate::throttle::Gate;
use axum::extract::ConnectInfo;
use http::HeaderName;
use http::header::FORWARDED;
use http::request::Parts;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::Ordering;

/// Looked up at each request, parsed once.
static X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The throttle for this request.
pub(super) fn gate<'a>(core: &'a Core, parts: &Parts, now: Timestamp) -> Gate<'a> {
    Gate::new(&core.settings.throttle, address(core, parts), now)
}

/// Where the caller is; none where that is not known, which the log is told once.
pub(super) fn address(core: &Core, parts: &Parts) -> Option<IpAddr> {
    let settings = &core.settings;
    let address = match settings.client_address {
        Some(find) => find(parts),
        None => of_connection(parts),
    };
    let proxied = settings.client_address.is_none() && is_proxied(parts);
    if (address.is_none() || proxied) && !core.told_no_address.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            reason = "no_client_address",
            proxied,
            "it is not known where callers are: without an address, failed passwords and secrets \
             are counted by account and client alone, ten times as many, and a proxy's address \
             would be everybody's; serve with \
             `into_make_service_with_connect_info::<SocketAddr>()`, or behind a proxy tell \
             `Settings::client_address` which header it sets"
        );
    }
    address
}

/// The peer's address; none where it is a proxy's, which would be everybody's. A proxy is a peer of
/// this machine or network that says for whom it speaks: what it says is not believed.
fn of_connection(parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    let peer = peer.ip().to_canonical();
    let near = match peer {
        IpAddr::V4(peer) => peer.is_loopback() || peer.is_private() || peer.is_link_local(),
        IpAddr::V6(peer) => {
            peer.is_loopback() || peer.is_unique_local() || peer.is_unicast_link_local()
        }
    };
    (!(near && is_proxied(parts))).then_some(peer)
}

/// Whether the peer says that it speaks for somebody else.
fn is_proxied(parts: &Parts) -> bool {
    parts.headers.contains_key(FORWARDED) || parts.headers.contains_key(&X_FORWARDED_FOR)
}
