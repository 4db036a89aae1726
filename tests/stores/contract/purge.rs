//! What is past its end goes, nothing else, and never more than asked for; a settled ticket later.

use super::sample::{Shared, access, at, client, code, granted, hash, is_live, plain, refreshable};
use oauth2_runtime::{AccessRecord, Claim, Claimed, SessionRecord, SubjectId, TakenCode, Verdict};

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

pub(crate) async fn nothing_goes_early(store: Shared) {
    filled(&store).await;
    assert_eq!(store.purge_expired(at(59), 100).await.unwrap(), 0);
    let code = store
        .take_code(&client("app"), &hash(1), at(59))
        .await
        .unwrap();
    assert!(matches!(code, TakenCode::Fresh(_)), "{code:?}");
    assert!(is_live(&store, 2).await);
}

pub(crate) async fn everything_goes_at_its_end(store: Shared) {
    filled(&store).await;
    let ends = [(60, 2), (899, 0), (900, 1), (1000, 1), (4199, 0), (4200, 1)];
    for (now, rows) in ends.into_iter().chain([(9000, 0)]) {
        assert_eq!(
            store.purge_expired(at(now), 100).await.unwrap(),
            rows,
            "{now}"
        );
    }
    let code = store
        .take_code(&client("app"), &hash(1), at(1))
        .await
        .unwrap();
    assert!(matches!(code, TakenCode::Unknown), "{code:?}");
    assert!(!is_live(&store, 2).await);
    assert!(store.find_session(&hash(3)).await.unwrap().is_none());
}

pub(crate) async fn a_settled_ticket_stays_settled_for_an_hour(store: Shared) {
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
    assert_eq!(claimed, Claimed::First);
}

pub(crate) async fn a_purge_is_bounded(store: Shared) {
    for number in 0..20 {
        let _ = store.insert_access(granted(number)).await.unwrap();
    }
    assert_eq!(store.purge_expired(at(9000), 0).await.unwrap(), 0);
    for rows in [15, 15, 10, 0] {
        assert_eq!(store.purge_expired(at(9000), 15).await.unwrap(), rows);
    }
}

pub(crate) async fn a_prolonged_grant_stays(store: Shared) {
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    assert_eq!(store.purge_expired(at(60), 100).await.unwrap(), 0);
    assert_eq!(store.purge_expired(at(900), 100).await.unwrap(), 1);
    assert!(
        store
            .find_refresh(&client("app"), &hash(1))
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(store.purge_expired(at(4999), 100).await.unwrap(), 0);
    assert_eq!(store.purge_expired(at(5000), 100).await.unwrap(), 1);
    assert!(
        store
            .find_refresh(&client("app"), &hash(1))
            .await
            .unwrap()
            .is_none()
    );
}
