//! A store that removes rows by a clock of its own removes none within its life.

use super::Backend;
use super::sample::{Shared, access, client, code, grant, grant_id, hash, is_live, plain, start};
use crate::clock::{Clock as _, SystemClock, Timestamp};
use crate::model::SubjectId;
use crate::store::{
    AccessRecord, CodeRecord, GrantRecord, NewAccess, RefreshStart, SessionRecord, TakenCode,
};
use std::time::Duration;

/// How long the short-lived rows live. In real time, since nobody can set the store's clock.
const SHORT: Duration = Duration::from_secs(2);
const LONG: Duration = Duration::from_secs(600);

/// Keeps short-lived rows at the present moment: a grant with code 1, a session 2, a token 3 of a
/// client alone; and a grant 4 of a short life with a token that lives long, 5 with such a family,
/// and 6 with such a token, revoked.
async fn filled(store: &Shared, now: Timestamp) {
    let given = |number| GrantRecord {
        created_at: now,
        expires_at: now.after(SHORT),
        ..grant(number)
    };
    let token = |number, life| AccessRecord {
        issued_at: now,
        expires_at: now.after(life),
        ..access(number, number)
    };
    let code = CodeRecord {
        grant: given(1),
        expires_at: now.after(SHORT),
        ..code(1)
    };
    let _ = store.insert_code(code).await.unwrap();
    let session = SessionRecord {
        hash: hash(2),
        subject: SubjectId::new("alice"),
        name: "Alice".into(),
        created_at: now,
        seen_at: now,
        expires_at: now.after(SHORT),
    };
    let _ = store.insert_session(session).await.unwrap();
    let own = AccessRecord {
        grant: None,
        subject: None,
        ..token(3, SHORT)
    };
    let _ = store.insert_access(plain(own)).await.unwrap();
    for (number, life) in [(4, LONG), (5, SHORT), (6, LONG)] {
        let family = RefreshStart {
            expires_at: now.after(LONG),
            ..start(5)
        };
        let new = NewAccess {
            access: token(number, life),
            creates: Some(given(number)),
            refresh: Some(family).filter(|_| number == 5),
        };
        let _ = store.insert_access(new).await.unwrap();
    }
    store.revoke_grant(grant_id(6), now).await.unwrap();
}

pub async fn nothing_goes_by_a_clock_within_its_life<B: Backend>(place: &B) {
    let store = place.open().await;
    let now = SystemClock.now();
    let (end, app) = (now.after(SHORT), client("app"));
    filled(&store, now).await;
    loop {
        let session = store.find_session(&hash(2)).await.unwrap();
        let token = store.find_access(&hash(3)).await.unwrap();
        let lives = session.is_some() && token.is_some();
        // The answers were given before this moment.
        if SystemClock.now() >= end {
            assert!(token.is_none_or(|token| token.expires_at == end));
            assert!(session.is_none_or(|session| session.expires_at == end));
            break;
        }
        assert!(lives, "a row went before its end");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    while SystemClock.now() <= end {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let taken = store.take_code(&app, &hash(1), end).await.unwrap();
    if let TakenCode::Fresh(code) = taken {
        assert_eq!(code.expires_at, end, "a code tells another end");
    }
    assert!(is_live(&store, 4).await, "a token went with its grant");
    let family = store.find_refresh(&app, &hash(5)).await.unwrap();
    assert!(family.is_some(), "a family went with its grant");
    assert!(!is_live(&store, 6).await, "a revocation was forgotten");
    let alice = SubjectId::new("alice");
    let mut grants = store.grants_of(&alice, SystemClock.now()).await.unwrap();
    grants.sort_unstable_by_key(|grant| grant.id);
    let ids: Vec<_> = grants.iter().map(|grant| grant.id).collect();
    assert_eq!(ids, [4, 5].map(grant_id), "a grant went with its first end");
}
