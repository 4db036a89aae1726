//! Login sessions and remembered consent.

use super::sample::{
    Shared, access, at, client, code, consent, grant_id, granted, hash, plain, rotation, start,
};
use crate::model::SubjectId;
use crate::store::{Consent, NewAccess, RotateRefresh, SessionRecord};

fn session() -> SessionRecord {
    SessionRecord {
        hash: hash(1),
        subject: SubjectId::new("alice"),
        name: "Alice \u{1f407}".into(),
        created_at: at(0),
        seen_at: at(5),
        expires_at: at(900),
    }
}

pub async fn a_session_comes_back_as_it_was_kept(store: Shared) {
    let _ = store.insert_session(session()).await.unwrap();
    let found = store.find_session(&hash(1)).await.unwrap().unwrap();
    assert_eq!(format!("{found:?}"), format!("{:?}", session()));
    let thief = SessionRecord {
        subject: SubjectId::new("thief"),
        ..session()
    };
    assert!(store.insert_session(thief).await.is_err());
    let found = store.find_session(&hash(1)).await.unwrap().unwrap();
    assert_eq!(found.subject.as_str(), "alice");
}

pub async fn a_session_ends(store: Shared) {
    let _ = store.insert_session(session()).await.unwrap();
    for _ in 0..2 {
        store.end_session(&hash(1)).await.unwrap();
        assert!(store.find_session(&hash(1)).await.unwrap().is_none());
    }
    store.touch_session(&hash(1), at(10)).await.unwrap();
    assert!(store.find_session(&hash(1)).await.unwrap().is_none());
}

pub async fn the_latest_use_of_a_session_counts(store: Shared) {
    let _ = store.insert_session(session()).await.unwrap();
    for (now, seen) in [(10, 10), (7, 10), (11, 11)] {
        store.touch_session(&hash(1), at(now)).await.unwrap();
        let found = store.find_session(&hash(1)).await.unwrap().unwrap();
        assert_eq!((found.seen_at, found.expires_at), (at(seen), at(900)));
    }
}

pub async fn consents_add_up(store: Shared) {
    assert!(!store.has_consent(&consent("")).await.unwrap());
    store.remember_consent(consent("read")).await.unwrap();
    assert!(!store.has_consent(&consent("read write")).await.unwrap());
    store.remember_consent(consent("write")).await.unwrap();
    for words in ["", "read", "write", "read write"] {
        assert!(store.has_consent(&consent(words)).await.unwrap(), "{words}");
    }
    assert!(
        !store
            .has_consent(&consent("read write admin"))
            .await
            .unwrap()
    );
}

pub async fn consent_is_for_one_place_alone(store: Shared) {
    store.remember_consent(consent("read")).await.unwrap();
    let elsewhere = [
        Consent {
            subject: SubjectId::new("bob"),
            ..consent("read")
        },
        Consent {
            client_id: client("other"),
            ..consent("read")
        },
        Consent {
            place: hash(51),
            ..consent("read")
        },
    ];
    for consent in elsewhere {
        assert!(!store.has_consent(&consent).await.unwrap(), "{consent:?}");
    }
}

fn made_up() -> RotateRefresh {
    RotateRefresh {
        access: access(101, 3),
        ..rotation(66, 101)
    }
}

pub async fn revocation_forgets_what_was_allowed(store: Shared) {
    let (alice, app) = (SubjectId::new("alice"), client("app"));
    let elsewhere = Consent {
        client_id: client("other"),
        ..consent("read")
    };
    let of_bob = Consent {
        subject: SubjectId::new("bob"),
        ..consent("read")
    };
    for way in ["grant", "code", "refresh", "person", "client"] {
        store.remember_consent(consent("read")).await.unwrap();
        store.remember_consent(elsewhere.clone()).await.unwrap();
        store.remember_consent(of_bob.clone()).await.unwrap();
        match way {
            "grant" => {
                let _ = store.insert_access(granted(1)).await.unwrap();
                store.revoke_grant(grant_id(1), at(1)).await.unwrap();
            }
            "code" => {
                let _ = store.insert_code(code(2)).await.unwrap();
                let _ = store.take_code(&app, &hash(2), at(1)).await.unwrap();
                let _ = store.insert_access(plain(access(2, 2))).await.unwrap();
                let _ = store.take_code(&app, &hash(2), at(1)).await.unwrap();
            }
            "refresh" => {
                let family = NewAccess {
                    refresh: Some(start(1)),
                    ..granted(3)
                };
                let _ = store.insert_access(family).await.unwrap();
                let _ = store.rotate_refresh(made_up()).await.unwrap();
            }
            "person" => drop(store.revoke_subject(&alice, at(1)).await.unwrap()),
            _ => drop(store.revoke_client(&app, at(1)).await.unwrap()),
        }
        assert!(!store.has_consent(&consent("read")).await.unwrap(), "{way}");
        let kept = store.has_consent(&elsewhere).await.unwrap();
        assert_eq!(kept, way != "person", "{way}");
        let kept = store.has_consent(&of_bob).await.unwrap();
        assert_eq!(kept, way != "client", "{way}");
    }
}
