//! Where a caller is: whose failures are counted with whose.

use super::{FEW, MANY, at, must_wait, password, placed, secret};
use crate::capture::Log;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use support::{Browser, Reply, SECRET, basic, photos_with, query_of};

#[tokio::test]
async fn an_ipv6_network_is_one_address_and_so_is_ipv4_written_as_ipv6() {
    for (first, second, same) in [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
        ("203.0.113.7", "::ffff:203.0.113.7", true),
    ] {
        let (mut app, _) = at(first);
        for _ in 0..FEW {
            secret(&mut app, "plain", "guess").await;
        }
        let reply = secret(&mut placed(&app, second), "plain", SECRET).await;
        assert_eq!(reply.status == 429, same, "{first} {second} {reply:?}");
    }
}

#[tokio::test]
async fn without_an_address_a_name_fails_ten_times_as_often_and_the_log_says_it_once() {
    let log = Log::start();
    let (mut app, clock) = at("");
    for _ in 0..MANY {
        secret(&mut app, "plain", "guess")
            .await
            .is_error(401, "invalid_client");
        password(&mut app, "alice", "guess")
            .await
            .is_error(400, "invalid_grant");
    }
    let reply = secret(&mut app, "plain", SECRET).await;
    assert_eq!(must_wait(&reply, "invalid_client"), 6);
    must_wait(
        &password(&mut app, "alice", "wonderland").await,
        "invalid_grant",
    );
    let other = secret(&mut app, "post", "guess").await;
    other.is_error(401, "invalid_client");
    clock.advance(6);
    assert_eq!(secret(&mut app, "plain", SECRET).await.status, 200);
    assert_eq!(log.events("no_client_address"), 1);
}

/// Its own address counts for all, which an application behind it must be told.
#[tokio::test]
async fn a_caller_from_afar_that_speaks_for_others_is_told_in_the_log() {
    let log = Log::start();
    let (mut app, _) = at("203.0.113.7");
    secret(&mut app, "plain", SECRET).await;
    assert_eq!(log.events("no_client_address"), 0);
    let headers = [
        ("authorization", basic("plain", SECRET)),
        ("forwarded", "for=198.51.100.9".to_owned()),
    ];
    for _ in 0..3 {
        raw(&mut app, &headers, "grant_type=client_credentials").await;
    }
    assert_eq!(log.events("no_client_address"), 1);
}

#[tokio::test]
async fn a_proxy_beside_the_server_is_not_the_caller_unless_the_settings_say_who_is() {
    let (mut app, _) = at("127.0.0.1");
    let body = query_of(&[("grant_type", "client_credentials")]);
    for caller in 0..3 * FEW {
        let headers = [
            ("authorization", basic("plain", "guess")),
            ("x-forwarded-for", format!("203.0.113.{caller}")),
        ];
        let reply = raw(&mut app, &headers, &body).await;
        reply.is_error(401, "invalid_client");
    }
    // A caller from afar is believed to be the caller, whatever it writes.
    let mut far = placed(&app, "203.0.113.7");
    for caller in 0..=FEW {
        let headers = [
            ("authorization", basic("plain", "guess")),
            ("x-forwarded-for", format!("203.0.113.{caller}")),
        ];
        let reply = raw(&mut far, &headers, &body).await;
        assert_eq!(reply.status == 429, caller == FEW, "{reply:?}");
    }
}

/// Loopback, private and link-local addresses, of both kinds, and either header.
#[tokio::test]
async fn every_near_peer_that_speaks_for_others_is_a_proxy_and_no_far_one() {
    for (peer, near) in [
        ("127.0.0.1", true),
        ("10.1.2.3", true),
        ("169.254.7.7", true),
        ("::1", true),
        ("fd00::7", true),
        ("fe80::7", true),
        ("203.0.113.7", false),
        ("2001:db8::7", false),
    ] {
        for header in ["forwarded", "x-forwarded-for"] {
            let (mut app, _) = at(peer);
            let guess = ("authorization", basic("plain", "guess"));
            let headers = [guess, (header, "for=198.51.100.9".to_owned())];
            let mut last = 0;
            for _ in 0..=FEW {
                let reply = raw(&mut app, &headers, "grant_type=client_credentials").await;
                last = reply.status.as_u16();
            }
            let wanted = if near { 401 } else { 429 };
            assert_eq!(last, wanted, "{peer} {header}");
        }
    }
}

#[tokio::test]
async fn the_settings_find_the_address_in_a_header() {
    let settings = Settings::new(support::ISSUER).client_address(|parts| {
        let value = parts.headers.get("x-real-ip")?.to_str().ok()?;
        value.parse().ok()
    });
    let (router, ..) = photos_with(
        Arc::new(MemoryStore::new().allow_any_issuer()),
        settings,
        [],
    );
    let mut app = placed(&Browser::new(&router), "127.0.0.1");
    let body = query_of(&[("grant_type", "client_credentials")]);
    for (address, tries, last) in [("203.0.113.7", FEW + 1, 429), ("203.0.113.8", 1, 401)] {
        let headers = [
            ("authorization", basic("plain", "guess")),
            ("x-real-ip", address.to_owned()),
        ];
        let mut status = 0;
        for _ in 0..tries {
            status = raw(&mut app, &headers, &body).await.status.as_u16();
        }
        assert_eq!(status, last, "{address}");
    }
}

async fn raw(app: &mut Browser, headers: &[(&str, String)], body: &str) -> Reply {
    let headers: Vec<_> = headers.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let pairs: Vec<_> = body.split('&').filter_map(|p| p.split_once('=')).collect();
    app.post_with("/oauth/token", &headers, &pairs).await
}
