//! A lost reply is repeated, not punished: the window, its end and its count.

use super::sample::{
    Shared, WINDOW, access, at, grant_id, is_live, race, refreshable, rotation, scopes,
};
use crate::secret::Salt;
use crate::store::{RotateRefresh, RotatedRefresh};
use std::time::Duration;

const RETRIED: RotatedRefresh = RotatedRefresh::Retried {
    salt: Salt::from_stored([101; 16]),
};

async fn rotated(store: &Shared) {
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let rotated = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    assert_eq!(rotated, RotatedRefresh::Rotated);
}

/// The same request once more, with an access token of its own.
fn again(token: u8) -> RotateRefresh {
    RotateRefresh {
        access: access(token, 1),
        ..rotation(100, 200)
    }
}

pub async fn a_retry_repeats_the_rotation(store: Shared) {
    rotated(&store).await;
    assert_eq!(store.rotate_refresh(again(7)).await.unwrap(), RETRIED);
    assert!(is_live(&store, 7).await && is_live(&store, 101).await);
    let next = store.rotate_refresh(rotation(101, 102)).await.unwrap();
    assert_eq!(next, RotatedRefresh::Rotated);
}

pub async fn the_window_ends_on_the_second(store: Shared) {
    rotated(&store).await;
    let last = RotateRefresh {
        now: at(39),
        ..again(7)
    };
    assert_eq!(store.rotate_refresh(last).await.unwrap(), RETRIED);
    let late = RotateRefresh {
        now: at(10).after(WINDOW),
        ..again(8)
    };
    let late = store.rotate_refresh(late).await.unwrap();
    assert_eq!(late, RotatedRefresh::Reused(grant_id(1)));
}

pub async fn a_retry_with_other_scopes_is_reuse(store: Shared) {
    rotated(&store).await;
    let wider = RotateRefresh {
        scopes: scopes("read write"),
        ..again(7)
    };
    let wider = store.rotate_refresh(wider).await.unwrap();
    assert_eq!(wider, RotatedRefresh::Reused(grant_id(1)));
}

pub async fn the_seventeenth_retry_is_reuse(store: Shared) {
    rotated(&store).await;
    let answers = race(&store, |store, task| async move {
        store.rotate_refresh(again(task + 102)).await.unwrap()
    });
    let answers = answers.await;
    let count = |one: RotatedRefresh| answers.iter().filter(|answer| **answer == one).count();
    assert_eq!(count(RETRIED), 16);
    assert_eq!(count(RotatedRefresh::Reused(grant_id(1))), 1);
    assert_eq!(count(RotatedRefresh::Unknown), 47);
}

pub async fn a_window_of_zero_allows_no_retry(store: Shared) {
    rotated(&store).await;
    let retry = RotateRefresh {
        retry_window: Duration::ZERO,
        ..again(7)
    };
    let retry = store.rotate_refresh(retry).await.unwrap();
    assert_eq!(retry, RotatedRefresh::Reused(grant_id(1)));
}

pub async fn a_new_rotation_counts_retries_anew(store: Shared) {
    rotated(&store).await;
    for token in 10..26 {
        assert_eq!(store.rotate_refresh(again(token)).await.unwrap(), RETRIED);
    }
    let _ = store.rotate_refresh(rotation(101, 102)).await.unwrap();
    let retry = RotateRefresh {
        access: access(30, 1),
        ..rotation(101, 200)
    };
    let retry = store.rotate_refresh(retry).await.unwrap();
    assert_eq!(
        retry,
        RotatedRefresh::Retried {
            salt: Salt::from_stored([102; 16])
        }
    );
}
