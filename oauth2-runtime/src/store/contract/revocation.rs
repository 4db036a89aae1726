//! Revocation always wins, whatever is under way (RFC 7009 §2.1).

use super::sample::{
    Shared, access, at, client, code, grant, grant_id, granted, hash, is_live, plain, race,
    refreshable, rotation,
};
use crate::model::SubjectId;
use crate::store::{
    AccessRecord, GrantRecord, Inserted, NewAccess, RotatedRefresh, SessionRecord, TakenCode,
};

pub async fn a_revoked_grant_takes_everything_with_it(store: Shared) {
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let _ = store.insert_access(plain(access(2, 1))).await.unwrap();
    let _ = store.insert_code(code(3)).await.unwrap();
    for grant in [1, 3, 3, 4] {
        store.revoke_grant(grant_id(grant), at(1)).await.unwrap();
    }
    assert!(!is_live(&store, 1).await && !is_live(&store, 2).await);
    assert!(
        store
            .find_refresh(&client("app"), &hash(1))
            .await
            .unwrap()
            .is_none()
    );
    let code = store
        .take_code(&client("app"), &hash(3), at(2))
        .await
        .unwrap();
    assert!(matches!(code, TakenCode::Unknown), "{code:?}");
}

pub async fn nothing_comes_to_life_on_a_revoked_grant(store: Shared) {
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    store.revoke_grant(grant_id(1), at(1)).await.unwrap();
    let inserted = store.insert_access(plain(access(2, 1))).await.unwrap();
    assert_eq!(inserted, Inserted::Revoked);
    let rotated = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    assert_eq!(rotated, RotatedRefresh::Unknown);
    assert!(!is_live(&store, 2).await && !is_live(&store, 101).await);
}

pub async fn revocation_wins_every_race(store: Shared) {
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let answers = race(&store, |store, task| async move {
        match task {
            20 => store.revoke_grant(grant_id(1), at(1)).await.unwrap(),
            40 => drop(store.rotate_refresh(rotation(100, 101)).await.unwrap()),
            _ => drop(
                store
                    .insert_access(plain(access(task + 110, 1)))
                    .await
                    .unwrap(),
            ),
        }
    });
    answers.await;
    for token in (1..=1).chain(101..=175) {
        assert!(!is_live(&store, token).await, "{token}");
    }
    let late = store.insert_access(plain(access(2, 1))).await.unwrap();
    assert_eq!(late, Inserted::Revoked);
    assert!(!is_live(&store, 2).await);
}

pub async fn a_person_is_revoked_with_grants_and_sessions(store: Shared) {
    let bob = SubjectId::new("bob");
    let bobs = GrantRecord {
        subject: bob.clone(),
        ..grant(3)
    };
    let _ = store.insert_access(granted(1)).await.unwrap();
    let _ = store.insert_code(code(2)).await.unwrap();
    let _ = store
        .insert_access(NewAccess {
            access: AccessRecord {
                subject: Some(bob.clone()),
                ..access(3, 3)
            },
            creates: Some(bobs),
            refresh: None,
        })
        .await
        .unwrap();
    for (number, subject) in [(4, SubjectId::new("alice")), (5, bob.clone())] {
        let session = SessionRecord {
            hash: hash(number),
            subject,
            ..session()
        };
        let _ = store.insert_session(session).await.unwrap();
    }
    assert_eq!(
        store
            .revoke_subject(&grant(1).subject, at(1))
            .await
            .unwrap(),
        2
    );
    assert_eq!(
        store
            .revoke_subject(&grant(1).subject, at(1))
            .await
            .unwrap(),
        0
    );
    assert!(!is_live(&store, 1).await && is_live(&store, 3).await);
    assert!(store.find_session(&hash(4)).await.unwrap().is_none());
    assert!(store.find_session(&hash(5)).await.unwrap().is_some());
}

fn session() -> SessionRecord {
    SessionRecord {
        hash: hash(4),
        subject: SubjectId::new("alice"),
        name: "Alice".into(),
        created_at: at(0),
        seen_at: at(0),
        expires_at: at(900),
    }
}

pub async fn a_client_is_revoked_with_grants_and_tokens(store: Shared) {
    let others = GrantRecord {
        client_id: client("other"),
        ..grant(2)
    };
    let other = AccessRecord {
        client_id: client("other"),
        ..access(2, 2)
    };
    let other = NewAccess {
        access: other,
        creates: Some(others),
        refresh: None,
    };
    let own = AccessRecord {
        grant: None,
        subject: None,
        ..access(3, 3)
    };
    for new in [granted(1), other, plain(own)] {
        assert_eq!(store.insert_access(new).await.unwrap(), Inserted::Live);
    }
    assert_eq!(store.revoke_client(&client("app"), at(1)).await.unwrap(), 1);
    assert!(!is_live(&store, 1).await && !is_live(&store, 3).await);
    assert!(is_live(&store, 2).await);
}

pub async fn live_grants_are_told_newest_first(store: Shared) {
    for number in 1..=3 {
        let _ = store.insert_code(code(number)).await.unwrap();
    }
    store.revoke_grant(grant_id(2), at(1)).await.unwrap();
    let told = async |now| {
        let grants = store.grants_of(&grant(1).subject, at(now)).await.unwrap();
        grants.into_iter().map(|grant| grant.id).collect::<Vec<_>>()
    };
    assert_eq!(told(59).await, [grant_id(3), grant_id(1)]);
    assert_eq!(told(60).await, []);
    let _ = store.insert_access(plain(access(9, 1))).await.unwrap();
    assert_eq!(told(899).await, [grant_id(1)]);
    assert_eq!(told(900).await, []);
    let refreshable = NewAccess {
        access: access(10, 3),
        creates: None,
        ..refreshable(3)
    };
    let _ = store.insert_access(refreshable).await.unwrap();
    assert_eq!(told(4999).await, [grant_id(3)]);
    let summary = store
        .grants_of(&grant(3).subject, at(0))
        .await
        .unwrap()
        .remove(0);
    assert_eq!(
        (summary.client_id, summary.created_at),
        (client("app"), at(3))
    );
    assert_eq!(summary.scopes, grant(3).scopes);
}
