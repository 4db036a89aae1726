//! What is past its end goes, nothing else, and never more than asked for; a settled ticket later.

use super::sample::{
    Shared, access, at, client, code, grant, granted, hash, is_live, plain, race, refreshable,
    rotation,
};
use super::{Backend, Removal, overtaken};
use crate::clock::Timestamp;
use crate::model::SubjectId;
use crate::store::{
    AccessRecord, Claim, Claimed, CodeRecord, Inserted, NewAccess, RotateRefresh, SessionRecord,
    TakenCode, Verdict,
};
use std::time::Duration;

/// One row of each kind: code 1 with its grant until 60, a ticket until 600 and an hour, token 2
/// until 900, a session until 1000.
async fn filled(store: &Shared) {
    let claim = Claim {
        ticket: hash(9),
        expires_at: at(600),
        verdict: Verdict::Allow,
        code: Some(code(1)),
    };
    assert_eq!(
        store.claim_once(claim, at(0)).await.unwrap(),
        Claimed::First
    );
    let own = AccessRecord {
        grant: None,
        subject: None,
        ..access(2, 2)
    };
    let _ = store.insert_access(plain(own)).await.unwrap();
    let session = SessionRecord {
        hash: hash(3),
        subject: SubjectId::new("alice"),
        name: "Alice".into(),
        created_at: at(0),
        seen_at: at(0),
        expires_at: at(1000),
    };
    let _ = store.insert_session(session).await.unwrap();
}

/// Purges once. A store that removes rows at their end must say how many it were.
async fn purge<B: Backend>(store: &Shared, now: Timestamp, rows: u32) {
    let removed = store.purge_expired(now, 100).await.unwrap();
    if B::REMOVAL == Removal::AtItsEnd {
        assert_eq!(removed, rows, "removed at {now:?}");
    }
}

pub async fn nothing_goes_early<B: Backend>(place: &B) {
    let store = place.open().await;
    filled(&store).await;
    assert_eq!(store.purge_expired(at(59), 100).await.unwrap(), 0);
    assert!(is_live(&store, 2).await);
    assert_eq!(store.purge_expired(at(59), 100).await.unwrap(), 0);
    let code = store
        .take_code(&client("app"), &hash(1), at(59))
        .await
        .unwrap();
    assert!(matches!(code, TakenCode::Fresh(_)), "{code:?}");
    purge::<B>(&store, at(899), 2).await;
    assert!(is_live(&store, 2).await);
    purge::<B>(&store, at(999), 1).await;
    assert!(store.find_session(&hash(3)).await.unwrap().is_some());
}

/// A store that removes rows at their end may tell how late it is with the oldest of them; then it
/// is right.
pub async fn what_is_overdue_is_told<B: Backend>(place: &B) {
    let store = place.open().await;
    assert_eq!(store.overdue(at(0)).await.unwrap(), None);
    filled(&store).await;
    let ends = [(59, None), (60, Some(0)), (100, Some(40)), (899, Some(839))];
    for (now, late) in ends {
        overdue::<B>(&store, now, late).await;
    }
    purge::<B>(&store, at(899), 2).await;
    for (now, late) in [(899, None), (930, Some(30))] {
        overdue::<B>(&store, now, late).await;
    }
    purge::<B>(&store, at(1000), 2).await;
    for (now, late) in [(4199, None), (4203, Some(3))] {
        overdue::<B>(&store, now, late).await;
    }
    purge::<B>(&store, at(9000), 1).await;
    overdue::<B>(&store, 9000, None).await;
}

async fn overdue<B: Backend>(store: &Shared, now: u64, late: Option<u64>) {
    let told = store.overdue(at(now)).await.unwrap();
    if B::REMOVAL == Removal::AtItsEnd && told.is_some() {
        assert_eq!(told, late.map(Duration::from_secs), "at {now}");
    }
}

/// Whenever a row goes, what is left of it tells its true end.
pub async fn everything_goes_at_its_end<B: Backend>(place: &B) {
    let store = place.open().await;
    filled(&store).await;
    let ends = [(60, 2), (899, 0), (900, 1), (1000, 1), (4199, 0), (4200, 1)];
    for (now, rows) in ends.into_iter().chain([(9000, 0)]) {
        purge::<B>(&store, at(now), rows).await;
    }
    let code = store
        .take_code(&client("app"), &hash(1), at(1))
        .await
        .unwrap();
    let token = store.find_access(&hash(2)).await.unwrap();
    let session = store.find_session(&hash(3)).await.unwrap();
    if B::REMOVAL == Removal::AtItsEnd {
        assert!(matches!(code, TakenCode::Unknown), "{code:?}");
        assert!(token.is_none() && session.is_none());
    }
    if let TakenCode::Fresh(code) = code {
        assert_eq!(code.expires_at, at(60));
    }
    assert!(token.is_none_or(|token| token.expires_at == at(900)));
    assert!(session.is_none_or(|session| session.expires_at == at(1000)));
}

pub async fn a_settled_ticket_stays_settled_for_an_hour<B: Backend>(place: &B) {
    let store = place.open().await;
    filled(&store).await;
    let claim = Claim {
        ticket: hash(9),
        expires_at: at(600),
        verdict: Verdict::Allow,
        code: Some(code(4)),
    };
    store.purge_expired(at(4199), 100).await.unwrap();
    // The clock steps back, to where the ticket is good.
    let claimed = store.claim_once(claim.clone(), at(599)).await.unwrap();
    assert_eq!(claimed, Claimed::Over);
    store.purge_expired(at(4200), 100).await.unwrap();
    let claimed = store.claim_once(claim, at(599)).await.unwrap();
    if B::REMOVAL == Removal::AtItsEnd {
        assert_eq!(claimed, Claimed::First);
    }
}

pub async fn a_purge_is_bounded<B: Backend>(place: &B) {
    let store = place.open().await;
    for number in 0..20 {
        let _ = store.insert_access(granted(number)).await.unwrap();
    }
    assert_eq!(store.purge_expired(at(9000), 0).await.unwrap(), 0);
    let mut removed = Vec::new();
    // A store that never says that nothing is left would keep the sweeper busy for ever.
    while removed.last().is_none_or(|rows| *rows == 15) && removed.len() < 9 {
        removed.push(store.purge_expired(at(9000), 15).await.unwrap());
    }
    if B::REMOVAL == Removal::AtItsEnd {
        assert_eq!(removed, [15, 15, 10]);
    }
    assert!(removed.iter().all(|rows| *rows <= 15), "{removed:?}");
    assert_eq!(store.purge_expired(at(9000), 15).await.unwrap(), 0);
}

/// Grant 1 comes with its token, grant 2 with a code, whose token prolongs it afterwards.
pub async fn a_prolonged_grant_stays<B: Backend>(place: &B) {
    let store = place.open().await;
    let lives = async |number| {
        let family = store.find_refresh(&client("app"), &hash(number)).await;
        family.unwrap().is_some()
    };
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let _ = store.insert_code(code(2)).await.unwrap();
    let exchanged = NewAccess {
        creates: None,
        ..refreshable(2)
    };
    let _ = store.insert_access(exchanged).await.unwrap();
    for (now, rows) in [(60, 1), (900, 2), (4999, 0)] {
        purge::<B>(&store, at(now), rows).await;
        assert!(lives(1).await && lives(2).await, "{now}");
    }
    purge::<B>(&store, at(5000), 2).await;
    assert!(B::REMOVAL == Removal::Later || !lives(1).await && !lives(2).await);
}

/// The end of a grant is the latest of all that hang on it, in whichever order they come.
pub async fn what_ends_earlier_does_not_shorten_its_grant<B: Backend>(place: &B) {
    let store = place.open().await;
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let short = AccessRecord {
        expires_at: at(30),
        ..access(2, 1)
    };
    let _ = store.insert_access(plain(short)).await.unwrap();
    let _ = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    store.purge_expired(at(4999), 100).await.unwrap();
    let family = store.find_refresh(&client("app"), &hash(1)).await.unwrap();
    assert_eq!(family.unwrap().current, hash(101));
    let grants = store.grants_of(&grant(1).subject, at(4999)).await.unwrap();
    assert_eq!(grants.len(), 1, "a grant lives as long as its family");
}

/// A token that comes of a rotation may outlive its family, and then its grant stays with it.
pub async fn a_token_of_a_rotation_outlives_its_family<B: Backend>(place: &B) {
    let store = place.open().await;
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let long = RotateRefresh {
        access: AccessRecord {
            expires_at: at(9000),
            ..access(101, 1)
        },
        ..rotation(100, 101)
    };
    let _ = store.rotate_refresh(long).await.unwrap();
    store.purge_expired(at(8999), 100).await.unwrap();
    assert!(is_live(&store, 101).await, "it went with its family");
}

/// A code is good until it expires, whatever end its grant was given.
pub async fn a_code_outlives_the_end_of_its_grant<B: Backend>(place: &B) {
    let store = place.open().await;
    let long = CodeRecord {
        expires_at: at(300),
        ..code(1)
    };
    let _ = store.insert_code(long).await.unwrap();
    purge::<B>(&store, at(299), 0).await;
    let app = client("app");
    let taken = store.take_code(&app, &hash(1), at(299)).await.unwrap();
    assert!(matches!(taken, TakenCode::Fresh(_)), "{taken:?}");
    let taken = store.take_code(&app, &hash(1), at(299)).await.unwrap();
    assert!(matches!(taken, TakenCode::Spent(_)), "{taken:?}");
}

pub async fn a_revocation_is_remembered_for_a_day<B: Backend>(place: &B) {
    const DAY: u64 = 24 * 60 * 60;
    let store = place.open().await;
    let revoked = overtaken::REVOKED;
    overtaken::revoke_person(&store).await;
    overtaken::revoke_app(&store).await;
    purge::<B>(&store, at(revoked + DAY - 1), 0).await;
    for verb in ["session", "own"] {
        let kept = overtaken::attempt(9).is_kept(&store, verb).await;
        assert!(!kept, "{verb}");
    }
    purge::<B>(&store, at(revoked + DAY), 2).await;
    if B::REMOVAL == Removal::AtItsEnd {
        for verb in ["session", "own"] {
            let kept = overtaken::attempt(9).is_kept(&store, verb).await;
            assert!(kept, "{verb}");
        }
    }
}

/// While old rows go, new ones are kept and found.
pub async fn rows_come_and_go_at_once<B: Backend>(place: &B) {
    let store = place.open().await;
    for number in 0..64 {
        let _ = store.insert_access(granted(number)).await.unwrap();
    }
    let answers = race(&store, |store, task| async move {
        if task % 8 == 0 {
            return store.purge_expired(at(900), 10).await.unwrap() <= 10;
        }
        let token = AccessRecord {
            expires_at: at(2000),
            ..access(100 + task, 100)
        };
        let own = AccessRecord {
            grant: None,
            subject: None,
            ..token
        };
        let kept = store.insert_access(plain(own)).await.unwrap();
        kept == Inserted::Live && is_live(&store, 100 + task).await
    });
    assert!(answers.await.into_iter().all(|good| good));
}
