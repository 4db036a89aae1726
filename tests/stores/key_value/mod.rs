//! What the store over keys and values promises its backend: few keys a call, and nothing left over.

mod meanwhile;
mod table;
mod watched;

use oauth2_runtime::contract::Backend as _;
use oauth2_runtime::{
    AccessRecord, ClientId, CodeRecord, Consent, GrantId, GrantRecord, KeyValueStore, NewAccess,
    RefreshStart, RotateRefresh, RotatedRefresh, Salt, ScopeSet, SentRedirect, SessionRecord,
    Store, SubjectId, Timestamp, TokenHash,
};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use watched::Watched;

oauth2_runtime::store_contract!(Watched);

/// The store, and every byte that it ever wrote.
pub(crate) fn recorded() -> (Arc<dyn Store>, impl Fn() -> Vec<u8>) {
    let watched = Watched::default();
    let bytes = watched.bytes.clone();
    let store = Arc::new(KeyValueStore::new(watched));
    (store, move || bytes.lock().unwrap().clone())
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn hash(number: u64) -> TokenHash {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    TokenHash::from_stored(bytes)
}

fn id(number: u64) -> GrantId {
    GrantId::from_stored(u128::from(number).to_be_bytes())
}

fn app() -> ClientId {
    ClientId::parse("app").unwrap()
}

fn grant(number: u64, subject: &str) -> GrantRecord {
    GrantRecord {
        id: id(number),
        client_id: app(),
        subject: SubjectId::new(subject),
        scopes: ScopeSet::from_stored("read"),
        created_at: at(0),
        expires_at: at(60),
    }
}

fn access(number: u64, grant: &GrantRecord) -> AccessRecord {
    AccessRecord {
        hash: hash(number),
        grant: Some(grant.id),
        client_id: grant.client_id.clone(),
        subject: Some(grant.subject.clone()),
        scopes: grant.scopes.clone(),
        issued_at: at(0),
        expires_at: at(900),
    }
}

fn plain(access: AccessRecord) -> NewAccess {
    NewAccess {
        access,
        creates: None,
        refresh: None,
    }
}

fn code(number: u64) -> CodeRecord {
    CodeRecord {
        hash: hash(number),
        grant: grant(number, "alice"),
        redirect_uri: SentRedirect::from_stored("https://app.example/cb", true),
        challenge: None,
        expires_at: at(60),
    }
}

/// A grant with a token and a family of this number.
fn refreshable(number: u64, subject: &str) -> NewAccess {
    let grant = grant(number, subject);
    NewAccess {
        access: access(number, &grant),
        refresh: Some(RefreshStart {
            family: hash(number),
            current: hash(number),
            scopes: grant.scopes.clone(),
            expires_at: at(5000),
        }),
        creates: Some(grant),
    }
}

fn rotation(number: u64, successor: u64, subject: &str) -> RotateRefresh {
    RotateRefresh {
        client_id: app(),
        family: hash(number),
        presented: hash(number),
        successor: hash(successor),
        salt: Salt::from_stored([7; 16]),
        scopes: ScopeSet::empty(),
        retry_window: Duration::from_secs(30),
        access: access(successor, &grant(number, subject)),
        now: at(10),
    }
}

fn consent(place: u64) -> Consent {
    Consent {
        subject: SubjectId::new("alice"),
        client_id: app(),
        place: hash(place),
        scopes: ScopeSet::from_stored("read"),
    }
}

/// However many grants a client or a person has, to end them is one write; they are counted and told
/// over many pages.
#[tokio::test]
async fn whoever_has_many_grants_is_revoked_by_one_write() {
    let place = Watched::default();
    let store = place.open().await;
    for number in 0..150 {
        let subject = if number % 3 == 0 { "bob" } else { "alice" };
        let _ = store.insert_access(refreshable(number, subject)).await;
    }
    store.revoke_grant(id(1), at(1)).await.unwrap();
    let alice = SubjectId::new("alice");
    let told = store.grants_of(&alice, at(1)).await.unwrap();
    assert_eq!(told.len(), 99);
    let before = place.written.load(Ordering::SeqCst);
    assert_eq!(store.revoke_subject(&alice, at(1)).await.unwrap(), 99);
    assert_eq!(place.written.load(Ordering::SeqCst), before + 1);
    // What is over by the mark of a person is not ended once more.
    assert_eq!(store.revoke_client(&app(), at(1)).await.unwrap(), 50);
    assert_eq!(place.written.load(Ordering::SeqCst), before + 2);
    for number in 0..150 {
        let found = store.find_access(&hash(number)).await.unwrap();
        assert!(found.is_none(), "{number}");
    }
}

/// What leads to a grant goes when it goes, also where it was prolonged or ended before.
#[tokio::test]
async fn nothing_is_left_but_marks_and_consents() {
    let place = Watched::default();
    let store = place.open().await;
    for number in 0..4 {
        let _ = store.insert_access(refreshable(number, "alice")).await;
        let rotated = store.rotate_refresh(rotation(number, 100 + number, "alice"));
        assert_eq!(rotated.await.unwrap(), RotatedRefresh::Rotated);
    }
    let _ = store.insert_code(code(9)).await.unwrap();
    let _ = store.take_code(&app(), &hash(9), at(1)).await.unwrap();
    let late = AccessRecord {
        expires_at: at(9000),
        ..access(9, &grant(9, "alice"))
    };
    let _ = store.insert_access(plain(late)).await.unwrap();
    store.revoke_grant(id(1), at(1)).await.unwrap();
    store.remember_consent(consent(1)).await.unwrap();
    let purged = store.purge_expired(at(8999), 1000).await.unwrap();
    assert!(purged > 20, "{purged}");
    let alice = SubjectId::new("alice");
    let told = store.grants_of(&alice, at(8999)).await.unwrap();
    assert_eq!(told.len(), 1, "as long as its token lives");
    assert!(store.find_access(&hash(9)).await.unwrap().is_some());
    store.revoke_subject(&alice, at(8999)).await.unwrap();
    store.purge_expired(at(9000), 1000).await.unwrap();
    let rows = place.table.0.lock().unwrap();
    let kinds: Vec<_> = rows.keys().map(|key| char::from(key[0])).collect();
    assert_eq!(kinds, ['k', 'y']);
}

/// A salt gives the next secret to whoever has a spent one: it goes when no retry needs it.
#[tokio::test]
async fn a_salt_goes_soon_after_the_last_retry() {
    let place = Watched::default();
    let store = place.open().await;
    let _ = store.insert_access(refreshable(1, "alice")).await;
    let rotated = store.rotate_refresh(rotation(1, 2, "alice")).await;
    assert_eq!(rotated.unwrap(), RotatedRefresh::Rotated);
    let is_there = || {
        let rows = place.table.0.lock().unwrap();
        let mut values = rows.values();
        values.any(|(value, _)| value.windows(16).any(|bytes| bytes == [7; 16]))
    };
    store.purge_expired(at(39), 100).await.unwrap();
    let again = RotateRefresh {
        access: access(3, &grant(1, "alice")),
        now: at(39),
        ..rotation(1, 4, "alice")
    };
    let salt = Salt::from_stored([7; 16]);
    let again = store.rotate_refresh(again).await.unwrap();
    assert_eq!(again, RotatedRefresh::Retried { salt });
    assert!(is_there());
    store.purge_expired(at(120), 100).await.unwrap();
    assert!(!is_there());
}

/// Each that loses begins anew, and all get through.
#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_tasks_change_one_row_and_none_is_lost() {
    let store = Watched::default().open().await;
    let tasks: Vec<_> = (0..64)
        .map(|place| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.remember_consent(consent(place)).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    for place in 0..64 {
        assert!(store.has_consent(&consent(place)).await.unwrap(), "{place}");
    }
    store.remember_consent(consent(64)).await.unwrap();
    let left = async |place| store.has_consent(&consent(place)).await.unwrap();
    let mut count = 0;
    for place in 0..65 {
        count += u32::from(left(place).await);
    }
    assert_eq!(count, 64, "a row has room for so many places");
}

/// A session that a browser uses at many places at once is told its last use.
#[tokio::test(flavor = "multi_thread")]
async fn uses_of_a_session_at_once_leave_the_latest() {
    let store = Watched::default().open().await;
    let session = SessionRecord {
        hash: hash(1),
        subject: SubjectId::new("alice"),
        name: "Alice".into(),
        created_at: at(0),
        seen_at: at(0),
        expires_at: at(900),
    };
    let _ = store.insert_session(session).await.unwrap();
    let tasks: Vec<_> = (1..=64)
        .map(|now| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.touch_session(&hash(1), at(now)).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let found = store.find_session(&hash(1)).await.unwrap().unwrap();
    assert_eq!(found.seen_at, at(64));
}
