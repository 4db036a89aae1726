//! A store that cannot reach what it stores in says so, soon, and loses nothing by it.

use super::Severed;
use super::sample::{
    Shared, access, at, client, code, consent, grant_id, granted, hash, is_live, plain,
    refreshable, rotation, session,
};
use crate::error::StoreError;
use crate::model::SubjectId;
use crate::store::{Claim, Claimed, Inserted, RotatedRefresh, TakenCode, Verdict};
use std::time::Duration;

/// A person waits for the answer.
pub(super) const SOON: Duration = Duration::from_secs(15);

const VERBS: [&str; 18] = [
    "claim_once",
    "insert_code",
    "take_code",
    "insert_access",
    "find_access",
    "find_refresh",
    "rotate_refresh",
    "revoke_access",
    "revoke_grant",
    "revoke_subject",
    "revoke_client",
    "grants_of",
    "insert_session",
    "find_session",
    "touch_session",
    "end_session",
    "has_consent",
    "remember_consent",
];

fn claim() -> Claim {
    Claim {
        ticket: hash(9),
        expires_at: at(600),
        verdict: Verdict::Allow,
        code: Some(code(9)),
    }
}

async fn call(store: &Shared, verb: &str) -> Result<(), StoreError> {
    let (app, alice) = (client("app"), SubjectId::new("alice"));
    match verb {
        "claim_once" => store.claim_once(claim(), at(0)).await.map(drop),
        "insert_code" => store.insert_code(code(5)).await.map(drop),
        "take_code" => store.take_code(&app, &hash(2), at(1)).await.map(drop),
        "insert_access" => store.insert_access(plain(access(6, 1))).await.map(drop),
        "find_access" => store.find_access(&hash(1)).await.map(drop),
        "find_refresh" => store.find_refresh(&app, &hash(1)).await.map(drop),
        "rotate_refresh" => store.rotate_refresh(rotation(100, 101)).await.map(drop),
        "revoke_access" => store.revoke_access(&hash(3)).await,
        "revoke_grant" => store.revoke_grant(grant_id(3), at(1)).await,
        "revoke_subject" => store.revoke_subject(&alice, at(1)).await.map(drop),
        "revoke_client" => store.revoke_client(&app, at(1)).await.map(drop),
        "grants_of" => store.grants_of(&alice, at(0)).await.map(drop),
        "insert_session" => store.insert_session(session(8)).await.map(drop),
        "find_session" => store.find_session(&hash(4)).await.map(drop),
        "touch_session" => store.touch_session(&hash(4), at(9)).await,
        "end_session" => store.end_session(&hash(4)).await,
        "has_consent" => store.has_consent(&consent("read")).await.map(drop),
        _ => store.remember_consent(consent("read")).await,
    }
}

/// Asks twice, until both answers are the same: what was sent before the cut may arrive after it.
pub(super) async fn settled<T: PartialEq>(ask: impl AsyncFn() -> T) -> T {
    loop {
        let (one, other) = (ask().await, ask().await);
        if one == other {
            return one;
        }
    }
}

async fn filled<B: Severed>(place: &B) -> Shared {
    let store = place.open().await;
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let _ = store.insert_code(code(2)).await.unwrap();
    let _ = store.insert_access(granted(3)).await.unwrap();
    let _ = store.insert_session(session(4)).await.unwrap();
    store.remember_consent(consent("read")).await.unwrap();
    store
}

pub async fn every_verb_is_an_error_and_soon<B: Severed>(place: &B) {
    let store = filled(place).await;
    place.sever().await;
    let calls: Vec<_> = VERBS
        .map(|verb| {
            let store = store.clone();
            let call = async move { call(&store, verb).await };
            (verb, tokio::spawn(tokio::time::timeout(SOON, call)))
        })
        .into();
    for (verb, call) in calls {
        let answer = call.await.unwrap();
        let answer = answer.unwrap_or_else(|_| panic!("{verb} keeps its caller waiting"));
        assert!(answer.is_err(), "{verb} answers as if it had been done");
    }
    place.mend().await;
    recovered(&store).await;
    for verb in VERBS {
        // A verb whose reply was lost may have been done: then the second time it is refused.
        let answer = tokio::time::timeout(SOON, call(&store, verb)).await;
        answer.unwrap().unwrap_or_else(|error| {
            assert!(verb.starts_with("insert"), "{verb}: {error}");
        });
    }
}

/// The store finds its way back without being opened again.
pub(super) async fn recovered(store: &Shared) {
    for _ in 0..100 {
        if store.find_session(&hash(99)).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the store does not come back");
}

pub async fn what_was_kept_is_there_afterwards<B: Severed>(place: &B) {
    let store = filled(place).await;
    place.sever().await;
    assert!(call(&store, "find_access").await.is_err());
    place.mend().await;
    recovered(&store).await;
    assert!(is_live(&store, 1).await && is_live(&store, 3).await);
    let taken = store.take_code(&client("app"), &hash(2), at(1)).await;
    assert!(matches!(taken.unwrap(), TakenCode::Fresh(_)));
    assert!(store.find_session(&hash(4)).await.unwrap().is_some());
    assert!(store.has_consent(&consent("read")).await.unwrap());
    let rotated = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    assert_eq!(rotated, RotatedRefresh::Rotated);
    let inserted = store.insert_access(granted(7)).await.unwrap();
    assert_eq!(inserted, Inserted::Live);
    assert!(is_live(&store, 7).await);
}

/// What was answered with an error is done whole or not at all.
pub async fn nothing_is_half_written<B: Severed>(place: &B) {
    let store = filled(place).await;
    place.sever().await;
    for verb in ["claim_once", "take_code", "rotate_refresh", "revoke_grant"] {
        assert!(call(&store, verb).await.is_err(), "{verb}");
    }
    place.mend().await;
    recovered(&store).await;
    let claimed = store.claim_once(claim(), at(1)).await.unwrap();
    assert!(matches!(claimed, Claimed::First | Claimed::Again));
    let app = client("app");
    let taken = store.take_code(&app, &hash(9), at(1)).await.unwrap();
    assert!(matches!(taken, TakenCode::Fresh(_)), "{taken:?}");
    let taken = [
        store.take_code(&app, &hash(2), at(1)).await.unwrap(),
        store.take_code(&app, &hash(2), at(1)).await.unwrap(),
    ];
    assert!(matches!(taken, [_, TakenCode::Spent(_)]), "{taken:?}");
    let (rotated, previous, live) = settled(async || {
        let family = store.find_refresh(&app, &hash(1)).await.unwrap().unwrap();
        let rotated = family.current == hash(101);
        (
            rotated,
            family.previous.is_some(),
            is_live(&store, 101).await,
        )
    })
    .await;
    assert_eq!((previous, live), (rotated, rotated), "half a rotation");
}

/// One person with a grant, a session and a consent is revoked: all of it goes, or nothing.
pub async fn nobody_is_half_revoked<B: Severed>(place: &B) {
    let store = filled(place).await;
    let alice = SubjectId::new("alice");
    place.sever().await;
    assert!(store.revoke_subject(&alice, at(1)).await.is_err());
    place.mend().await;
    recovered(&store).await;
    let left = settled(async || {
        [
            is_live(&store, 1).await,
            is_live(&store, 3).await,
            !store.grants_of(&alice, at(1)).await.unwrap().is_empty(),
            store.find_session(&hash(4)).await.unwrap().is_some(),
            store.has_consent(&consent("read")).await.unwrap(),
        ]
    })
    .await;
    assert!(left == [true; 5] || left == [false; 5], "{left:?}");
}
