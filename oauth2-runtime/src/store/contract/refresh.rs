//! Rotation, and what proves that a refresh token was stolen (RFC 9700 §4.14.2).

use super::sample::{
    Shared, access, at, client, code, grant, grant_id, granted, hash, is_live, plain, race,
    refreshable, rotation, scopes, start,
};
use crate::store::{
    AccessRecord, Inserted, NewAccess, RefreshStart, RotateRefresh, RotatedRefresh,
};
use std::time::Duration;

async fn started(store: &Shared) {
    assert_eq!(
        store.insert_access(refreshable(1)).await.unwrap(),
        Inserted::Live
    );
}

pub async fn a_rotation_replaces_the_secret_and_keeps_the_token(store: Shared) {
    started(&store).await;
    let before = store
        .find_refresh(&client("app"), &hash(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((before.current, before.previous), (hash(100), None));
    assert_eq!((before.grant, before.rotated_at), (grant_id(1), at(0)));
    assert_eq!(
        (before.subject.as_str(), before.scopes),
        ("alice", scopes("read write"))
    );
    let rotated = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    assert_eq!(rotated, RotatedRefresh::Rotated);
    let after = store
        .find_refresh(&client("app"), &hash(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (after.current, after.previous),
        (hash(101), Some(hash(100)))
    );
    assert_eq!((after.rotated_at, after.expires_at), (at(10), at(5000)));
    assert!(is_live(&store, 101).await);
}

pub async fn a_family_starts_with_the_scopes_of_its_first_token(store: Shared) {
    let _ = store.insert_access(granted(1)).await.unwrap();
    let narrower = NewAccess {
        refresh: Some(RefreshStart {
            scopes: scopes("read"),
            ..start(1)
        }),
        ..plain(access(2, 1))
    };
    let _ = store.insert_access(narrower).await.unwrap();
    let family = store.find_refresh(&client("app"), &hash(1)).await.unwrap();
    assert_eq!(family.unwrap().scopes, scopes("read"));
    let told = store.grants_of(&grant(1).subject, at(1)).await.unwrap();
    assert_eq!(told[0].scopes, scopes("read"));
}

pub async fn a_grant_tells_when_it_was_last_used(store: Shared) {
    let used_at = async |id: u8| {
        let grants = store.grants_of(&grant(1).subject, at(1)).await.unwrap();
        let mut grants = grants.into_iter();
        grants.find(|it| it.id == grant_id(id)).unwrap().used_at
    };
    let _ = store.insert_code(code(2)).await.unwrap();
    assert_eq!(used_at(2).await, at(2), "as it was given");
    let exchanged = NewAccess {
        access: AccessRecord {
            issued_at: at(7),
            ..access(1, 1)
        },
        ..refreshable(1)
    };
    let _ = store.insert_access(exchanged).await.unwrap();
    assert_eq!(used_at(1).await, at(7), "at the exchange");
    for (now, presented) in [(10, 100), (20, 101)] {
        let rotation = RotateRefresh {
            now: at(now),
            ..rotation(presented, presented + 1)
        };
        let _ = store.rotate_refresh(rotation).await.unwrap();
        assert_eq!(used_at(1).await, at(now), "at the last rotation");
    }
    assert_eq!(used_at(2).await, at(2), "each its own");
}

pub async fn an_older_secret_ends_the_grant(store: Shared) {
    started(&store).await;
    let _ = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    let _ = store.rotate_refresh(rotation(101, 102)).await.unwrap();
    ends_the_grant(&store, rotation(100, 103)).await;
}

pub async fn a_made_up_secret_ends_the_grant(store: Shared) {
    started(&store).await;
    ends_the_grant(&store, rotation(66, 103)).await;
}

async fn ends_the_grant(store: &Shared, reuse: RotateRefresh) {
    let token = reuse.access.hash;
    let reused = store.rotate_refresh(reuse).await.unwrap();
    assert_eq!(reused, RotatedRefresh::Reused(grant_id(1)));
    assert!(!is_live(store, 1).await && !is_live(store, 101).await);
    assert!(store.find_access(&token).await.unwrap().is_none());
    assert!(
        store
            .find_refresh(&client("app"), &hash(1))
            .await
            .unwrap()
            .is_none()
    );
    let late = store.insert_access(plain(access(5, 1))).await.unwrap();
    assert_eq!(late, Inserted::Revoked);
    let current = store.rotate_refresh(rotation(100, 104)).await.unwrap();
    assert_eq!(current, RotatedRefresh::Unknown);
}

pub async fn another_clients_family_is_unknown(store: Shared) {
    started(&store).await;
    assert!(
        store
            .find_refresh(&client("thief"), &hash(1))
            .await
            .unwrap()
            .is_none()
    );
    let foreign = RotateRefresh {
        client_id: client("thief"),
        ..rotation(100, 101)
    };
    assert_eq!(
        store.rotate_refresh(foreign).await.unwrap(),
        RotatedRefresh::Unknown
    );
    let unknown = RotateRefresh {
        family: hash(2),
        ..rotation(100, 101)
    };
    assert_eq!(
        store.rotate_refresh(unknown).await.unwrap(),
        RotatedRefresh::Unknown
    );
    assert!(is_live(&store, 1).await && !is_live(&store, 101).await);
    let own = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    assert_eq!(own, RotatedRefresh::Rotated);
}

pub async fn a_rotation_that_fails_changes_nothing(store: Shared) {
    started(&store).await;
    let taken = RotateRefresh {
        access: access(1, 1),
        ..rotation(100, 101)
    };
    assert!(store.rotate_refresh(taken).await.is_err());
    let stranger = RotateRefresh {
        access: access(101, 2),
        ..rotation(100, 101)
    };
    assert!(store.rotate_refresh(stranger).await.is_err());
    let rotated = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    assert_eq!(rotated, RotatedRefresh::Rotated);
}

pub async fn one_of_sixty_four_tasks_rotates(store: Shared) {
    started(&store).await;
    let answers = race(&store, |store, task| async move {
        let closed = Duration::ZERO;
        let rotation = RotateRefresh {
            retry_window: closed,
            ..rotation(100, 101 + task)
        };
        store.rotate_refresh(rotation).await.unwrap()
    });
    let answers = answers.await;
    let count = |one: RotatedRefresh| answers.iter().filter(|answer| **answer == one).count();
    assert_eq!(count(RotatedRefresh::Rotated), 1);
    assert_eq!(count(RotatedRefresh::Reused(grant_id(1))), 1);
    assert_eq!(count(RotatedRefresh::Unknown), 62);
}
