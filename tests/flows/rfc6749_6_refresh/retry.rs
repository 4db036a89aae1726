//! A refresh that is sent again: within the window it gets the identical successor, else it is
//! reuse (RFC 9700 §4.14.2).

use super::{opens, pairs, refresh_scope, start};
use crate::capture::Log;
use oauth2_runtime::{MemoryStore, Settings};
use std::sync::Arc;
use std::time::Duration;
use support::{Browser, ISSUER, photos, photos_with};

/// A lost reply does not log anybody out.
#[tokio::test]
async fn a_retry_gets_the_identical_successor_until_the_window_closes() {
    for (wait, good) in [(0, true), (29, true), (30, false)] {
        let (router, _, clock) = photos();
        let mut app = Browser::new(&router);
        let first = start(&mut app, "read").await.text("refresh_token");
        let second = app.refresh(&first).await;
        clock.advance(wait);
        let log = Log::start();
        let again = app.refresh(&first).await;
        if good {
            assert_eq!(
                again.text("refresh_token"),
                second.text("refresh_token"),
                "{again:?}"
            );
            assert!(opens(&mut app, &again).await && opens(&mut app, &second).await);
            assert_eq!(log.events("refresh_retried"), 1);
        } else {
            again.is_error(400, "invalid_grant");
            assert!(!opens(&mut app, &second).await);
            assert_eq!(log.events("refresh_reused"), 1);
        }
    }
}

/// `refresh_retry`: a span for confidential clients and one for public ones.
#[tokio::test]
async fn the_window_is_the_applications_to_choose_and_zero_turns_it_off() {
    for (confidential, public) in [(0, 60), (60, 0)] {
        let span = Duration::from_secs;
        let settings = Settings::new(ISSUER).refresh_retry(span(confidential), span(public));
        let store = Arc::new(MemoryStore::new().allow_any_issuer());
        let (router, _, clock) = photos_with(store, settings, []);
        let mut app = Browser::new(&router);
        for (client, window) in [("web", confidential), ("cli", public)] {
            let first = match client {
                "web" => start(&mut app, "read").await,
                _ => app.public_tokens().await,
            };
            let first = first.text("refresh_token");
            let mut statuses = Vec::new();
            for wait in [0, window.saturating_sub(1)] {
                clock.advance(wait);
                let reply = match client {
                    "web" => app.refresh(&first).await,
                    _ => app.public_token(client, &pairs(&first)).await,
                };
                statuses.push(reply.status.as_u16());
            }
            let second = if window == 0 { 400 } else { 200 };
            assert_eq!(statuses, [200, second], "{client}");
        }
    }
}

#[tokio::test]
async fn a_rotation_is_retried_sixteen_times_at_most() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let first = start(&mut app, "read").await.text("refresh_token");
    let second = app.refresh(&first).await.text("refresh_token");
    for retry in 1..=16 {
        let reply = app.refresh(&first).await;
        assert_eq!(
            reply.text("refresh_token"),
            second,
            "retry {retry}: {reply:?}"
        );
    }
    app.refresh(&first).await.is_error(400, "invalid_grant");
    app.refresh(&second).await.is_error(400, "invalid_grant");
}

/// As soon as the successor was used, the one before it is no retry any more.
#[tokio::test]
async fn a_token_whose_successor_was_used_is_reuse_also_inside_the_window() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let first = start(&mut app, "read").await.text("refresh_token");
    let second = app.refresh(&first).await.text("refresh_token");
    let third = app.refresh(&second).await;
    let retried = app.refresh(&second).await;
    assert_eq!(retried.text("refresh_token"), third.text("refresh_token"));
    app.refresh(&first).await.is_error(400, "invalid_grant");
    assert!(!opens(&mut app, &third).await);
}

/// A retry repeats the request, scope and all.
#[tokio::test]
async fn a_retry_with_another_scope_is_reuse() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let first = start(&mut app, "read photos:write")
        .await
        .text("refresh_token");
    let second = refresh_scope(&mut app, &first, "read").await;
    let same = refresh_scope(&mut app, &first, "read").await;
    assert_eq!(same.text("refresh_token"), second.text("refresh_token"));
    let other = refresh_scope(&mut app, &first, "photos:write").await;
    other.is_error(400, "invalid_grant");
    assert!(!opens(&mut app, &second).await);
}
