//! What a store was told is there when it is opened again.

use super::sample::{
    Shared, access, at, client, code, consent, grant_id, granted, hash, is_live, plain,
    refreshable, rotation, session,
};
use super::{Backend, overtaken};
use crate::secret::Salt;
use crate::store::{AccessRecord, Claim, Claimed, RotatedRefresh, TakenCode, Verdict};

async fn reopened<B: Backend>(place: &B, store: Shared) -> Shared {
    store.shutdown().await.unwrap();
    drop(store);
    place.open().await
}

fn claim(verdict: Verdict) -> Claim {
    Claim {
        ticket: hash(9),
        expires_at: at(600),
        verdict,
        code: Some(code(9)),
    }
}

pub async fn what_was_kept_is_there<B: Backend>(place: &B) {
    let store = place.open().await;
    let _ = store.insert_code(code(2)).await.unwrap();
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let _ = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    let own = AccessRecord {
        grant: None,
        subject: None,
        ..access(3, 3)
    };
    let _ = store.insert_access(plain(own.clone())).await.unwrap();
    let _ = store.insert_session(session(4)).await.unwrap();
    store.touch_session(&hash(4), at(7)).await.unwrap();
    store.remember_consent(consent("read")).await.unwrap();
    let _ = store
        .claim_once(claim(Verdict::Allow), at(0))
        .await
        .unwrap();

    let store = reopened(place, store).await;
    for token in [1, 101, 3] {
        assert!(is_live(&store, token).await, "{token}");
    }
    let found = store.find_access(&hash(3)).await.unwrap();
    assert_eq!(format!("{:?}", found.unwrap()), format!("{own:?}"));
    let retried = store.rotate_refresh(rotation(100, 102)).await.unwrap();
    assert_eq!(
        retried,
        RotatedRefresh::Retried {
            salt: Salt::from_stored([101; 16])
        }
    );
    let found = store.find_session(&hash(4)).await.unwrap().unwrap();
    assert_eq!((found.seen_at, &*found.name), (at(7), "Alice"));
    assert!(store.has_consent(&consent("read")).await.unwrap());
    let claimed = store
        .claim_once(claim(Verdict::Allow), at(1))
        .await
        .unwrap();
    assert_eq!(claimed, Claimed::Again);
    for number in [2, 9] {
        let taken = store.take_code(&client("app"), &hash(number), at(1)).await;
        let taken = taken.unwrap();
        assert!(matches!(taken, TakenCode::Fresh(_)), "{number}: {taken:?}");
    }
}

pub async fn what_was_ended_stays_ended<B: Backend>(place: &B) {
    let store = place.open().await;
    for number in [1, 5] {
        let _ = store.insert_access(granted(number)).await.unwrap();
    }
    store.remember_consent(consent("read")).await.unwrap();
    store.revoke_grant(grant_id(1), at(1)).await.unwrap();
    store.revoke_access(&hash(5)).await.unwrap();
    let _ = store.insert_code(code(2)).await.unwrap();
    let _ = store.take_code(&client("app"), &hash(2), at(1)).await;
    let _ = store.insert_session(session(4)).await.unwrap();
    store.end_session(&hash(4)).await.unwrap();
    let _ = store.claim_once(claim(Verdict::Deny), at(0)).await.unwrap();

    let store = reopened(place, store).await;
    for token in [1, 5] {
        assert!(!is_live(&store, token).await, "{token}");
    }
    assert!(!store.has_consent(&consent("read")).await.unwrap());
    let taken = store.take_code(&client("app"), &hash(2), at(1)).await;
    let taken = taken.unwrap();
    assert!(matches!(taken, TakenCode::Spent(_)), "{taken:?}");
    assert!(store.find_session(&hash(4)).await.unwrap().is_none());
    let claimed = store
        .claim_once(claim(Verdict::Allow), at(1))
        .await
        .unwrap();
    assert_eq!(claimed, Claimed::Over);
}

pub async fn who_was_revoked_stays_revoked<B: Backend>(place: &B) {
    for (person, passes) in [(true, "own"), (false, "session")] {
        let place = if person { place } else { &B::new().await };
        let store = place.open().await;
        if person {
            overtaken::revoke_person(&store).await;
        } else {
            overtaken::revoke_app(&store).await;
        }
        let store = reopened(place, store).await;
        for verb in overtaken::VERBS {
            let kept = overtaken::attempt(9).is_kept(&store, verb).await;
            assert_eq!(kept, verb == passes, "{verb}");
        }
    }
}
