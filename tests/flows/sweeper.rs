//! What deletes expired rows while a server runs. The runtime's clock is paused: it jumps from one
//! timer to the next, so nobody waits.

use crate::capture::Log;
use crate::failing::Failing;
use oauth2_runtime::Sweep;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use support::{Browser, ISSUER, photos_on, photos_with};

const PURGE: &str = "purge_expired";
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// Lets so much time pass for the server's tasks.
async fn pass(span: Duration) {
    tokio::time::timeout(span, std::future::pending::<()>())
        .await
        .expect_err("the end of the span");
}

#[tokio::test(start_paused = true)]
async fn expired_rows_are_looked_for_every_minute_until_the_server_is_shut_down_or_gone() {
    for gone in [false, true] {
        let store = Failing::new();
        let (router, server, _) = photos_on(store.clone());
        pass(59 * SECOND).await;
        assert_eq!(store.calls(PURGE), 0);
        pass(2 * SECOND).await;
        assert_eq!(store.calls(PURGE), 1);
        pass(10 * MINUTE).await;
        assert_eq!(store.calls(PURGE), 11);
        if gone {
            drop((router, server));
        } else {
            server.shutdown().await.expect("a store");
        }
        pass(10 * MINUTE).await;
        assert_eq!(store.calls(PURGE), 11, "{gone}");
    }
}

/// `sweep_every`
#[tokio::test(start_paused = true)]
async fn the_span_is_the_applications_to_choose_and_zero_turns_it_off() {
    for (span, calls) in [(Duration::ZERO, 0), (7 * SECOND, 8)] {
        let store = Failing::new();
        let settings = Settings::new(ISSUER).sweep_every(span);
        let (_router, ..) = photos_with(store.clone(), settings, []);
        pass(MINUTE).await;
        assert_eq!(store.calls(PURGE), calls, "{span:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn rows_are_deleted_in_batches_until_none_is_left() {
    let store = Failing::new();
    let (router, _server, clock) = photos_on(store.clone());
    let mut app = Browser::new(&router);
    for _ in 0..2000 {
        let reply = app
            .token("web", &[("grant_type", "client_credentials")])
            .await;
        assert_eq!(reply.status, 200);
    }
    clock.advance(24 * 3600);
    pass(MINUTE + SECOND).await;
    assert_eq!(store.calls(PURGE), 21, "twenty times 100, then none");
}

/// Between two batches the store is free for others: a round of three takes two pauses.
#[tokio::test(start_paused = true)]
async fn a_pause_lies_between_two_batches() {
    let store = Failing::new();
    let (router, _server, clock) = photos_on(store.clone());
    let mut app = Browser::new(&router);
    for _ in 0..250 {
        app.token("web", &[("grant_type", "client_credentials")])
            .await;
    }
    clock.advance(24 * 3600);
    pass(MINUTE + Duration::from_millis(5)).await;
    assert_eq!(store.calls(PURGE), 1);
    pass(Duration::from_millis(10)).await;
    assert_eq!(store.calls(PURGE), 2);
    pass(Duration::from_millis(10)).await;
    assert_eq!(store.calls(PURGE), 3);
    pass(30 * SECOND).await;
    assert_eq!(store.calls(PURGE), 3);
}

#[tokio::test(start_paused = true)]
async fn the_server_tells_how_far_behind_the_sweeper_is() {
    let store = Failing::new();
    let (router, server, clock) = photos_on(store.clone());
    let mut app = Browser::new(&router);
    for _ in 0..130 {
        app.token("web", &[("grant_type", "client_credentials")])
            .await;
    }
    assert_eq!(server.sweep(), Sweep::default());
    let quarter = 15 * 60; // how long tokens live
    clock.advance(quarter + 90);
    pass(MINUTE + Duration::from_millis(5)).await;
    let sweep = server.sweep();
    assert_eq!((sweep.removed, sweep.lag), (100, Some(90 * SECOND)));
    pass(SECOND).await;
    let sweep = server.sweep();
    assert_eq!((sweep.removed, sweep.lag, sweep.failures), (130, None, 0));
    store.at(PURGE);
    pass(MINUTE).await;
    assert_eq!(server.sweep().failures, 1);
}

/// Six batches with ten milliseconds behind each, where the next round is 25 away.
#[tokio::test(start_paused = true)]
async fn a_round_that_takes_too_long_is_told_in_the_log() {
    let log = Log::start();
    let settings = Settings::new(ISSUER).sweep_every(Duration::from_millis(25));
    let (router, _server, clock) = photos_with(Failing::new(), settings, []);
    let mut app = Browser::new(&router);
    for _ in 0..600 {
        app.token("web", &[("grant_type", "client_credentials")])
            .await;
    }
    pass(SECOND).await;
    assert_eq!(log.events("sweep_behind"), 0, "nothing is past its end");
    let quarter = 15 * 60; // how long tokens live
    clock.advance(quarter + 90);
    pass(SECOND).await;
    assert_eq!(log.events("sweep_behind"), 1);
    let text = log.text();
    let mut lines = text.lines();
    let line = lines.find(|line| line.contains("sweep_behind"));
    assert!(line.expect("a line").contains("lag=90"));
}

/// Thirty batches would take 300 milliseconds; after 25 the pauses are of one.
#[tokio::test(start_paused = true)]
async fn a_round_that_is_behind_makes_haste() {
    let settings = Settings::new(ISSUER).sweep_every(Duration::from_millis(25));
    let (router, server, clock) = photos_with(Failing::new(), settings, []);
    let mut app = Browser::new(&router);
    for _ in 0..3000 {
        app.token("web", &[("grant_type", "client_credentials")])
            .await;
    }
    clock.advance(15 * 60 + 90);
    pass(Duration::from_millis(25 + 30 + 40)).await;
    assert_eq!(server.sweep().removed, 3000);
}

#[tokio::test(start_paused = true)]
async fn a_sweep_that_fails_is_told_in_the_log_and_tried_again() {
    let log = Log::start();
    let store = Failing::new();
    let (_router, ..) = photos_on(store.clone());
    store.at(PURGE);
    pass(MINUTE + SECOND).await;
    assert_eq!((store.calls(PURGE), log.events("sweep_failed")), (1, 1));
    assert!(log.text().contains(support::CAUSE));
    pass(MINUTE).await;
    assert_eq!((store.calls(PURGE), log.events("sweep_failed")), (2, 2));
}

/// Where no runtime is, nothing can sweep: the log says so.
#[test]
fn a_server_that_is_built_outside_a_runtime_tells_that_nothing_sweeps() {
    let log = Log::start();
    let (_router, ..) = photos_on(Failing::new());
    assert_eq!(log.events("no_sweeper"), 1);
    let settings = Settings::new(ISSUER).sweep_every(Duration::ZERO);
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (_router, ..) = photos_with(store, settings, []);
    assert_eq!(log.events("no_sweeper"), 1, "nobody asked for it");
}
