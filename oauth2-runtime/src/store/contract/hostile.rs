//! Names that somebody chose to do harm with are values like any other.

use super::sample::{Shared, access, at, client, code, grant, grant_id, hash, is_live, scopes};
use crate::model::{SentRedirect, SubjectId};
use crate::store::{
    AccessRecord, CodeRecord, Consent, GrantRecord, Inserted, NewAccess, RefreshStart,
    SessionRecord, TakenCode,
};

/// Nothing here may mean anything to a store.
fn people() -> Vec<String> {
    let mut people: Vec<_> = [
        "",
        " ",
        "alice ",
        "Alice",
        "alice'; DROP TABLE grants; --",
        "\\'\"`$1 ?1 :a @a",
        "%",
        "_",
        "*",
        "a:b",
        "{a}:b",
        "[a-z]\r\n*3\r\n$3\r\nDEL",
        "\u{202e}ecila",
        "e\u{301}",
        "\u{e9}",
        "\u{1f407}\u{10ffff}",
        "\u{1}\u{7f}",
        "null",
        "0",
        "00",
    ]
    .map(str::to_owned)
    .into();
    people.push("x".repeat(4096));
    people.push(format!("{}y", "x".repeat(4096)));
    people
}

fn on_behalf_of(number: u8, subject: &SubjectId) -> GrantRecord {
    GrantRecord {
        subject: subject.clone(),
        ..grant(number)
    }
}

pub async fn names_come_back_as_they_were_kept(store: Shared) {
    for (number, person) in (1..).zip(people()) {
        let subject = SubjectId::new(person.as_str());
        let kept = CodeRecord {
            grant: on_behalf_of(number, &subject),
            redirect_uri: SentRedirect::from_stored(format!("app:/?{person}"), true),
            ..code(number)
        };
        let inserted = store.insert_code(kept.clone()).await.unwrap();
        assert_eq!(inserted, Inserted::Live);
        let taken = store.take_code(&client("app"), &hash(number), at(1)).await;
        let TakenCode::Fresh(taken) = taken.unwrap() else {
            panic!("the code of {person:?} is not found")
        };
        assert_eq!(format!("{taken:?}"), format!("{kept:?}"));
        let new = NewAccess {
            access: AccessRecord {
                subject: Some(subject.clone()),
                ..access(number, number)
            },
            creates: None,
            refresh: Some(RefreshStart {
                family: hash(number),
                current: hash(100),
                scopes: scopes("read"),
                expires_at: at(5000),
            }),
        };
        let inserted = store.insert_access(new).await.unwrap();
        assert_eq!(inserted, Inserted::Live);
        let found = store.find_access(&hash(number)).await.unwrap().unwrap();
        assert_eq!(found.subject.as_ref(), Some(&subject));
        let family = store.find_refresh(&client("app"), &hash(number)).await;
        assert_eq!(family.unwrap().unwrap().subject, subject);
        let session = SessionRecord {
            hash: hash(number),
            subject: subject.clone(),
            name: person.as_str().into(),
            created_at: at(0),
            seen_at: at(0),
            expires_at: at(900),
        };
        let _ = store.insert_session(session).await.unwrap();
        let found = store.find_session(&hash(number)).await.unwrap().unwrap();
        assert_eq!((found.subject, &*found.name), (subject, person.as_str()));
    }
}

/// One person after the other is revoked, and nobody else with them.
pub async fn names_that_look_alike_are_kept_apart(store: Shared) {
    let people: Vec<_> = people().into_iter().map(SubjectId::new).collect();
    let numbered = || (1_u8..).zip(&people);
    for (number, subject) in numbered() {
        let new = NewAccess {
            access: AccessRecord {
                subject: Some(subject.clone()),
                ..access(number, number)
            },
            creates: Some(on_behalf_of(number, subject)),
            refresh: None,
        };
        let _ = store.insert_access(new).await.unwrap();
        store.remember_consent(allowed(subject)).await.unwrap();
    }
    for (number, subject) in numbered() {
        let grants = store.grants_of(subject, at(1)).await.unwrap();
        let ids: Vec<_> = grants.iter().map(|grant| grant.id).collect();
        assert_eq!(ids, [grant_id(number)], "{subject:?}");
    }
    for (number, subject) in numbered() {
        assert!(is_live(&store, number).await, "{subject:?}");
        assert!(store.has_consent(&allowed(subject)).await.unwrap());
        let revoked = store.revoke_subject(subject, at(1)).await.unwrap();
        assert_eq!(revoked, 1, "{subject:?}");
        assert!(!is_live(&store, number).await, "{subject:?}");
        assert!(!store.has_consent(&allowed(subject)).await.unwrap());
    }
    let alike = [("app", "APP"), ("a:b", "a"), ("a b", "a%20b"), ("%", "_")];
    for (number, (one, other)) in (200..).step_by(2).zip(alike) {
        let kept = |number, id: &str| NewAccess {
            access: AccessRecord {
                client_id: client(id),
                grant: None,
                subject: None,
                ..access(number, number)
            },
            creates: None,
            refresh: None,
        };
        let _ = store.insert_access(kept(number, one)).await.unwrap();
        let _ = store.insert_access(kept(number + 1, other)).await.unwrap();
        store.revoke_client(&client(one), at(1)).await.unwrap();
        assert!(!is_live(&store, number).await && is_live(&store, number + 1).await);
    }
}

fn allowed(subject: &SubjectId) -> Consent {
    Consent {
        subject: subject.clone(),
        client_id: client("app"),
        place: hash(50),
        scopes: scopes("read"),
    }
}
