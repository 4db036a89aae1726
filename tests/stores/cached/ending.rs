//! Whatever ends tokens clears them from the cache, and nothing else.

use super::{Watched, own, watched};
use futures_util::FutureExt as _;
use oauth2_runtime::contract::sample::{
    access, at, client, code, grant, grant_id, granted, hash, is_live, plain, refreshable, rotation,
};
use oauth2_runtime::{AccessRecord, GrantRecord, NewAccess, RotateRefresh, Store, SubjectId};
use std::sync::Arc;
use std::time::Duration;

/// Every verb that ends token 1, which alice gave to `app`.
const VERBS: [&str; 6] = [
    "revoke_access",
    "revoke_grant",
    "revoke_subject",
    "revoke_client",
    "take_code",
    "rotate_refresh",
];

/// Whether it says that it was done.
async fn end(store: &Arc<dyn Store>, verb: &str) -> bool {
    let (app, alice) = (client("app"), SubjectId::new("alice"));
    match verb {
        "revoke_access" => store.revoke_access(&hash(1)).await.is_ok(),
        "revoke_grant" => store.revoke_grant(grant_id(1), at(20)).await.is_ok(),
        "revoke_subject" => store.revoke_subject(&alice, at(20)).await.is_ok(),
        "revoke_client" => store.revoke_client(&app, at(20)).await.is_ok(),
        "take_code" => store.take_code(&app, &hash(1), at(20)).await.is_ok(),
        "rotate_refresh" => store.rotate_refresh(rotation(66, 101)).await.is_ok(),
        _ => panic!("no such verb"),
    }
}

/// Token 1 of a code that is spent, with its family; token 2 of bob at `other`; token 3, which is
/// `app`'s own. All are remembered; of two rows, the first two tokens are in the old generation.
async fn filled(rows: usize) -> (Arc<dyn Store>, Watched) {
    let (store, behind) = watched(rows);
    let _ = store.insert_code(code(1)).await.unwrap();
    let spent = store.take_code(&client("app"), &hash(1), at(1)).await;
    let _ = spent.unwrap();
    let first = NewAccess {
        creates: None,
        ..refreshable(1)
    };
    let (other, bob) = (client("other"), SubjectId::new("bob"));
    let bystander = NewAccess {
        access: AccessRecord {
            client_id: other.clone(),
            subject: Some(bob.clone()),
            ..access(2, 2)
        },
        creates: Some(GrantRecord {
            client_id: other,
            subject: bob,
            ..grant(2)
        }),
        refresh: None,
    };
    let own = AccessRecord {
        hash: hash(3),
        ..own(3)
    };
    for new in [first, bystander, plain(own)] {
        let _ = store.insert_access(new).await.unwrap();
    }
    for token in 1..=3 {
        assert!(is_live(&store, token).await, "{token}");
    }
    (store, behind)
}

/// Asks again and again, and not for ever.
async fn soon(is_so: impl AsyncFn() -> bool) {
    let asked = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    let asked = tokio::time::timeout(Duration::from_secs(30), asked);
    asked.await.expect("it is not so within half a minute");
}

/// A look-up that has read its row and waits.
async fn under_way(
    store: &Arc<dyn Store>,
    behind: &Watched,
    number: u8,
) -> tokio::task::JoinHandle<bool> {
    behind.hold("find_access");
    let store = Arc::clone(store);
    let asked = tokio::spawn(async move { is_live(&store, number).await });
    behind.arrived().await;
    asked
}

/// At once, and what others hold stays remembered.
#[tokio::test]
async fn whatever_ends_a_token_clears_it_and_no_other() {
    for (verb, rows) in VERBS.into_iter().flat_map(|verb| [(verb, 10), (verb, 2)]) {
        let (store, behind) = filled(rows).await;
        assert!(end(&store, verb).await, "{verb}");
        assert!(!is_live(&store, 1).await, "{verb} leaves its token alive");
        let asked = behind.look_ups();
        assert!(is_live(&store, 2).await);
        assert_eq!(behind.look_ups(), asked, "{verb} clears what others hold");
        let own = is_live(&store, 3).await;
        assert_eq!(own, verb != "revoke_client", "{verb}");
    }
}

/// It was done, and nobody was told: the token is over all the same.
#[tokio::test]
async fn a_verb_that_fails_clears_what_it_may_have_ended_and_no_more() {
    for (verb, rows) in VERBS.into_iter().flat_map(|verb| [(verb, 10), (verb, 2)]) {
        let (store, behind) = filled(rows).await;
        behind.fail(verb);
        assert!(!end(&store, verb).await, "{verb}");
        assert!(!is_live(&store, 1).await, "{verb} leaves its token alive");
        let asked = behind.look_ups();
        assert!(is_live(&store, 2).await);
        assert_eq!(behind.look_ups(), asked, "{verb} clears what others hold");
    }
}

/// What ends nothing clears nothing.
#[tokio::test]
async fn a_code_or_a_refresh_token_that_is_good_leaves_all_in_the_cache() {
    let (store, behind) = filled(10).await;
    let _ = store.insert_code(code(5)).await.unwrap();
    let asked = behind.look_ups();
    let taken = store.take_code(&client("app"), &hash(5), at(1)).await;
    let _ = taken.unwrap();
    let unknown = store.take_code(&client("app"), &hash(6), at(1)).await;
    let _ = unknown.unwrap();
    let _ = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    for token in 1..=3 {
        assert!(is_live(&store, token).await, "{token}");
    }
    assert_eq!(behind.look_ups(), asked);
}

/// It has read the row before the revocation, and answers after it.
#[tokio::test]
async fn a_look_up_that_a_revocation_overtook_is_not_remembered() {
    for verb in VERBS {
        let (_, behind) = filled(10).await;
        // Another cache, which knows nothing yet.
        let store = super::CachedStore::new(behind.clone(), 10).max_age(super::LONG);
        let store: Arc<dyn Store> = Arc::new(store);
        let asked = under_way(&store, &behind, 1).await;
        assert!(end(&store, verb).await, "{verb}");
        behind.open();
        assert!(asked.await.unwrap(), "it was alive when it was read");
        assert!(!is_live(&store, 1).await, "{verb} is undone by a look-up");
    }
}

/// However much is revoked after it, so that it is no longer known what it was.
#[tokio::test]
async fn a_look_up_that_a_thousand_revocations_overtook_is_not_remembered() {
    let (store, behind) = watched(10);
    let _ = store.insert_access(granted(1)).await.unwrap();
    let asked = under_way(&store, &behind, 1).await;
    store.revoke_grant(grant_id(1), at(1)).await.unwrap();
    for _ in 0..1000 {
        store.revoke_access(&hash(9)).await.unwrap();
    }
    behind.open();
    assert!(asked.await.unwrap());
    assert!(!is_live(&store, 1).await);
}

/// A code that is replayed again and again costs its client nothing: it must not keep others out.
#[tokio::test]
async fn replays_meanwhile_keep_nobody_elses_look_up_out() {
    let (_, behind) = filled(10).await;
    let store = super::CachedStore::new(behind.clone(), 10).max_age(super::LONG);
    let store: Arc<dyn Store> = Arc::new(store);
    let asked = under_way(&store, &behind, 2).await;
    for verb in ["take_code", "rotate_refresh", "take_code"] {
        assert!(end(&store, verb).await, "{verb}");
    }
    behind.open();
    assert!(asked.await.unwrap());
    let asked = behind.look_ups();
    assert!(is_live(&store, 2).await);
    assert_eq!(behind.look_ups(), asked, "it was not remembered");
}

/// The caller goes away before the store has done it, and the token is looked up once more: then it
/// is over nevertheless.
#[tokio::test]
async fn a_caller_that_goes_away_leaves_no_token_alive() {
    for verb in VERBS {
        let (store, behind) = filled(10).await;
        behind.hold(verb);
        assert!(end(&store, verb).now_or_never().is_none(), "{verb}");
        behind.arrived().await;
        assert!(is_live(&store, 1).await, "nothing was done yet");
        behind.open();
        soon(async || !is_live(&store, 1).await).await;
    }
}

/// Who asks and goes away clears nothing by it.
#[tokio::test]
async fn a_caller_that_goes_away_clears_nothing_that_lives() {
    let (store, behind) = filled(10).await;
    let app = client("app");
    behind.hold("take_code");
    let unknown = hash(6);
    let taken = store.take_code(&app, &unknown, at(1)).now_or_never();
    assert!(taken.is_none());
    behind.arrived().await;
    behind.open();
    let rotation = RotateRefresh {
        family: hash(77),
        ..rotation(66, 101)
    };
    behind.hold("rotate_refresh");
    assert!(store.rotate_refresh(rotation).now_or_never().is_none());
    behind.arrived().await;
    behind.open();
    // Whatever is still under way has its turn.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let asked = behind.look_ups();
    for token in 1..=3 {
        assert!(is_live(&store, token).await, "{token}");
    }
    assert_eq!(behind.look_ups(), asked);
}
