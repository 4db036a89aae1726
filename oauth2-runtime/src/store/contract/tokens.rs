//! Access tokens are kept whole, once, and on a live grant (RFC 6749 §1.4).

use super::sample::{
    Shared, access, at, client, grant, grant_id, granted, hash, is_live, plain, refreshable,
    scopes, start,
};
use crate::model::SubjectId;
use crate::store::{AccessRecord, Inserted, NewAccess};

pub async fn an_access_token_comes_back_as_it_was_kept(store: Shared) {
    assert_eq!(
        store.insert_access(granted(1)).await.unwrap(),
        Inserted::Live
    );
    let found = store.find_access(&hash(1)).await.unwrap().unwrap();
    assert_eq!(format!("{found:?}"), format!("{:?}", access(1, 1)));
    assert!(store.find_access(&hash(2)).await.unwrap().is_none());
}

/// Each as it was kept, whatever the first of the grant said, and none once that is revoked.
pub async fn tokens_of_one_grant_are_told_apart(store: Shared) {
    let _ = store.insert_access(granted(1)).await.unwrap();
    let narrower = AccessRecord {
        scopes: scopes(""),
        ..access(2, 1)
    };
    let of_another_person = AccessRecord {
        subject: Some(SubjectId::new("bob")),
        ..access(3, 1)
    };
    let of_another_client = AccessRecord {
        client_id: client("other"),
        ..access(4, 1)
    };
    let kept = [access(1, 1), narrower, of_another_person, of_another_client];
    for access in kept.iter().skip(1) {
        let _ = store.insert_access(plain(access.clone())).await.unwrap();
    }
    for access in &kept {
        let found = store.find_access(&access.hash).await.unwrap().unwrap();
        assert_eq!(format!("{found:?}"), format!("{access:?}"));
    }
    store.revoke_grant(grant_id(1), at(5)).await.unwrap();
    for number in 1..=4 {
        assert!(!is_live(&store, number).await, "{number}");
    }
}

pub async fn a_token_of_a_client_alone_has_no_grant(store: Shared) {
    let own = AccessRecord {
        grant: None,
        subject: None,
        ..access(1, 1)
    };
    assert_eq!(
        store.insert_access(plain(own.clone())).await.unwrap(),
        Inserted::Live
    );
    let found = store.find_access(&hash(1)).await.unwrap().unwrap();
    assert_eq!(format!("{found:?}"), format!("{own:?}"));
}

pub async fn a_revoked_token_is_not_found(store: Shared) {
    let _ = store.insert_access(granted(1)).await.unwrap();
    let _ = store.insert_access(plain(access(2, 1))).await.unwrap();
    store.revoke_access(&hash(1)).await.unwrap();
    store.revoke_access(&hash(1)).await.unwrap();
    assert!(!is_live(&store, 1).await && is_live(&store, 2).await);
}

pub async fn a_token_is_kept_once(store: Shared) {
    let _ = store.insert_access(granted(1)).await.unwrap();
    let thief = AccessRecord {
        scopes: scopes("write"),
        ..access(1, 1)
    };
    assert!(store.insert_access(plain(thief)).await.is_err());
    let found = store.find_access(&hash(1)).await.unwrap().unwrap();
    assert_eq!(found.scopes.as_str(), "read");
}

pub async fn a_failing_verb_leaves_nothing_behind(store: Shared) {
    let _ = store.insert_access(granted(1)).await.unwrap();
    let taken = NewAccess {
        access: access(1, 2),
        ..refreshable(2)
    };
    assert!(store.insert_access(taken).await.is_err());
    let stranger = NewAccess {
        creates: Some(grant(3)),
        ..granted(2)
    };
    assert!(store.insert_access(stranger).await.is_err());
    assert_eq!(
        store
            .grants_of(&grant(1).subject, at(0))
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        store.insert_access(refreshable(2)).await.unwrap(),
        Inserted::Live
    );
}

pub async fn a_family_hangs_on_a_grant_and_is_its_only_one(store: Shared) {
    let own = AccessRecord {
        grant: None,
        subject: None,
        ..access(1, 1)
    };
    let without = NewAccess {
        refresh: Some(start(1)),
        ..plain(own)
    };
    assert!(store.insert_access(without).await.is_err());
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let second = NewAccess {
        refresh: Some(start(2)),
        ..plain(access(2, 1))
    };
    assert!(store.insert_access(second).await.is_err());
    let same = NewAccess {
        refresh: Some(start(1)),
        ..granted(2)
    };
    assert!(store.insert_access(same).await.is_err());
    assert!(!is_live(&store, 2).await);
}

pub async fn a_token_of_no_grant_is_refused(store: Shared) {
    assert_eq!(
        store.insert_access(plain(access(1, 1))).await.unwrap(),
        Inserted::Revoked
    );
    assert!(!is_live(&store, 1).await);
}
