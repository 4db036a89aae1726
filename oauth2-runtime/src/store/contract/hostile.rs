//! Names that somebody chose to do harm with are values like any other.

use super::sample::{
    Shared, access, at, client, code, grant, grant_id, hash, is_live, scopes, start,
};
use crate::model::{ClientId, SentRedirect, SubjectId};
use crate::store::{
    AccessRecord, CodeRecord, Consent, GrantRecord, Inserted, NewAccess, SessionRecord, TakenCode,
};

/// Nothing here may mean anything to a store.
fn people() -> Vec<String> {
    let mut people: Vec<_> = [
        "",
        " ",
        "alice",
        "Alice",
        "alice ",
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

/// Every character that a client id may hold, and what patterns, keys and commands are made of.
fn clients() -> Vec<String> {
    let mut clients: Vec<_> = [
        "app",
        "APP",
        "app ",
        " app",
        "a",
        "a:b",
        "a b",
        "a%20b",
        "%",
        "_",
        "a_p",
        "a%",
        "*",
        "?",
        "{app}",
        "[a-z]",
        "app'; DROP TABLE grants; --",
        "\"",
        "\\",
        "$1",
        "0",
        "00",
        "null",
    ]
    .map(str::to_owned)
    .into();
    clients.push((' '..='~').collect());
    clients.push("x".repeat(255));
    clients.push("x".repeat(254));
    clients
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
            refresh: Some(start(number)),
        };
        let inserted = store.insert_access(new).await.unwrap();
        assert_eq!(inserted, Inserted::Live);
        let found = store.find_access(&hash(number)).await.unwrap().unwrap();
        assert_eq!(found.subject.as_ref(), Some(&subject));
        let family = store.find_refresh(&client("app"), &hash(number)).await;
        assert_eq!(family.unwrap().unwrap().subject, subject);
        let _ = store
            .insert_session(session(number, &subject))
            .await
            .unwrap();
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
        // What the next one has under way goes on.
        if let Some(next) = people.get(usize::from(number)) {
            let inserted = store.insert_session(session(number, next)).await.unwrap();
            assert_eq!(inserted, Inserted::Live, "{next:?}, not {subject:?}");
        }
    }
}

/// Nothing of one client is another's, however alike their ids are.
pub async fn clients_that_look_alike_are_kept_apart(store: Shared) {
    let clients: Vec<_> = clients().iter().map(|id| client(id)).collect();
    let numbered = || (1_u8..).zip(&clients);
    for (number, id) in numbered() {
        let _ = store.insert_code(code_of(number, id)).await.unwrap();
        let new = NewAccess {
            access: AccessRecord {
                client_id: id.clone(),
                ..access(number, number)
            },
            creates: None,
            refresh: Some(start(number)),
        };
        let _ = store.insert_access(new).await.unwrap();
        store.remember_consent(allowed_to(id)).await.unwrap();
    }
    for (number, id) in numbered() {
        for other in clients.iter().filter(|other| *other != id) {
            let taken = store.take_code(other, &hash(number), at(1)).await.unwrap();
            let found = store.find_refresh(other, &hash(number)).await.unwrap();
            let unknown = matches!(taken, TakenCode::Unknown) && found.is_none();
            assert!(unknown, "{other:?} gets what is of {id:?}");
        }
        let found = store.find_access(&hash(number)).await.unwrap().unwrap();
        assert_eq!(found.client_id, *id);
        let family = store.find_refresh(id, &hash(number)).await.unwrap();
        assert_eq!(family.unwrap().grant, grant_id(number));
        let taken = store.take_code(id, &hash(number), at(1)).await.unwrap();
        assert!(matches!(taken, TakenCode::Fresh(_)), "{id:?}: {taken:?}");
    }
    for (number, id) in numbered() {
        assert!(is_live(&store, number).await, "{id:?}");
        assert!(store.has_consent(&allowed_to(id)).await.unwrap(), "{id:?}");
        let revoked = store.revoke_client(id, at(100)).await.unwrap();
        assert_eq!(revoked, 1, "{id:?}");
        assert!(!is_live(&store, number).await, "{id:?}");
        assert!(!store.has_consent(&allowed_to(id)).await.unwrap(), "{id:?}");
        if let Some(next) = clients.get(usize::from(number)) {
            let mut late = code_of(number + 100, next);
            late.grant.created_at = at(0);
            let inserted = store.insert_code(late).await.unwrap();
            assert_eq!(inserted, Inserted::Live, "{next:?}, not {id:?}");
            let unused = grant_id(number + 100);
            store.revoke_grant(unused, at(100)).await.unwrap();
            store.remember_consent(allowed_to(next)).await.unwrap();
        }
    }
}

/// A name and an id that a separator could join to the same key are two consents.
pub async fn names_that_run_together_are_kept_apart(store: Shared) {
    for mark in [
        "", " ", ":", "/", "|", ",", ".", "-", "_", "\"", "'", "\\", "{}", "%3A",
    ] {
        let consent = |person: String, id: String| Consent {
            client_id: client(&id),
            ..allowed(&SubjectId::new(person))
        };
        let kept = consent(format!("a{mark}b"), "c".into());
        let other = consent("a".into(), format!("b{mark}c"));
        store.remember_consent(kept.clone()).await.unwrap();
        assert!(store.has_consent(&kept).await.unwrap(), "{mark:?}");
        assert!(!store.has_consent(&other).await.unwrap(), "{mark:?}");
    }
}

/// Not every database keeps a zero in a text. What it cannot keep is an error, never cut off there.
pub async fn a_name_with_a_zero_is_kept_or_refused(store: Shared) {
    let (long, cut) = (SubjectId::new("alice\0mallory"), SubjectId::new("alice"));
    let kept = store.insert_session(session(1, &long)).await;
    let found = store.find_session(&hash(1)).await.unwrap();
    let subject = found.map(|found| found.subject);
    assert_eq!(subject, kept.is_ok().then(|| long.clone()));
    let new = NewAccess {
        access: AccessRecord {
            subject: Some(long.clone()),
            ..access(2, 2)
        },
        creates: Some(on_behalf_of(2, &long)),
        refresh: None,
    };
    let kept = store.insert_access(new).await;
    assert_eq!(is_live(&store, 2).await, kept.is_ok());
    assert!(store.grants_of(&cut, at(1)).await.unwrap().is_empty());
    let allows = store.remember_consent(allowed(&long)).await;
    assert!(!store.has_consent(&allowed(&cut)).await.unwrap());
    store.revoke_subject(&cut, at(1)).await.unwrap();
    assert_eq!(is_live(&store, 2).await, kept.is_ok());
    if allows.is_ok() {
        assert!(store.has_consent(&allowed(&long)).await.unwrap());
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

fn allowed_to(id: &ClientId) -> Consent {
    Consent {
        client_id: id.clone(),
        ..allowed(&SubjectId::new("alice"))
    }
}

fn code_of(number: u8, id: &ClientId) -> CodeRecord {
    CodeRecord {
        grant: GrantRecord {
            client_id: id.clone(),
            ..grant(number)
        },
        ..code(number)
    }
}

fn session(number: u8, subject: &SubjectId) -> SessionRecord {
    SessionRecord {
        hash: hash(number),
        subject: subject.clone(),
        name: subject.as_str().into(),
        created_at: at(0),
        seen_at: at(0),
        expires_at: at(900),
    }
}
