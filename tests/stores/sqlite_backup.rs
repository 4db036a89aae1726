//! A backup of `SqliteStore` while it is used: whole, for its owner alone, and never in the place of
//! another file.

use oauth2_runtime::{AccessRecord, GrantRecord, NewAccess, RefreshStart, RotateRefresh};
use oauth2_runtime::{ClientId, GrantId, SqliteStore, Store as _, Timestamp, TokenHash};
use oauth2_runtime::{RotatedRefresh, Salt, ScopeSet, SubjectId};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use support::{Browser, photos_on};
use tempfile::TempDir;

/// Places for a store and its copy.
fn places() -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let [store, copy] = ["oauth2.db", "copy.db"].map(|name| folder.path().join(name));
    (folder, store, copy)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn is_whole(file: &Path) -> bool {
    let db = Connection::open(file).unwrap();
    let told: String = db
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    told == "ok"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_under_load_has_every_token_that_was_answered_before_it() {
    let (_folder, path, copy) = places();
    let store = SqliteStore::open(&path).unwrap();
    let (router, ..) = photos_on(Arc::new(store.clone()));
    let own = [("grant_type", "client_credentials")];
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let code = browser.code().await;
    let person = browser.redeem(&code).await;
    let unspent = browser.code_with(&[("scope", "photos:write")]).await;
    let mut told = vec![person.text("access_token")];
    let stop = Arc::new(AtomicBool::new(false));
    let load: Vec<_> = (0..8)
        .map(|_| {
            let (mut app, stop) = (Browser::new(&router), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut count = 0;
                while !stop.load(Ordering::Relaxed) {
                    assert_eq!(app.token("web", &own).await.status, 200);
                    count += 1;
                }
                count
            })
        })
        .collect();
    for _ in 0..50 {
        told.push(browser.token("web", &own).await.text("access_token"));
    }
    store.backup(&copy).await.unwrap();
    stop.store(true, Ordering::Relaxed);
    for task in load {
        assert!(task.await.unwrap() > 0);
    }
    store.shutdown().await.unwrap();

    assert!(is_whole(&copy));
    let (router, ..) = photos_on(Arc::new(SqliteStore::open(&copy).unwrap()));
    let mut restored = Browser::new(&router);
    restored.cookies = browser.cookies;
    for token in &told {
        assert_eq!(restored.with_token("/api/me", token).await.status, 200);
    }
    let refreshed = restored.refresh(&person.text("refresh_token")).await;
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    let redeemed = restored.redeem(&unspent).await;
    assert_eq!(redeemed.status, 200, "{redeemed:?}");
    let asked = restored.ask_code(&[]).await;
    let again = asked.query("code");
    assert!(again.is_some(), "session and consent: {asked:?}");
    restored.redeem(&code).await.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_backup_never_takes_the_place_of_a_file() {
    let (folder, path, copy) = places();
    let store = SqliteStore::open(&path).unwrap();
    std::fs::write(&copy, "of last week").unwrap();
    let before = names(folder.path());
    for place in [&copy, &path, &folder.path().to_owned()] {
        assert!(store.backup(place).await.is_err(), "{place:?}");
    }
    assert_eq!(std::fs::read(&copy).unwrap(), b"of last week");
    assert_eq!(names(folder.path()), before);
    assert!(store.find_access(&hash(1)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_backup_that_fails_leaves_no_file() {
    let (folder, path, copy) = places();
    let store = SqliteStore::open(&path).unwrap();
    store.backup(&copy).await.unwrap();
    assert!(store.backup(copy.join("below_a_file.db")).await.is_err());
    let gone = folder.path().join("no/such/folder.db");
    assert!(store.backup(gone).await.is_err());
    // What is no database cannot be read to its end.
    let db = Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 99999 WHERE name = 'sessions'")
        .unwrap();
    drop(db);
    let before = names(folder.path());
    assert!(store.backup(folder.path().join("second.db")).await.is_err());
    assert_eq!(names(folder.path()), before);
}

#[cfg(unix)]
#[tokio::test]
async fn a_backup_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let (_folder, path, copy) = places();
    let store = SqliteStore::open(&path).unwrap();
    let shared = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&path, shared).unwrap();
    store.backup(&copy).await.unwrap();
    let rights = std::fs::metadata(&copy).unwrap().permissions().mode();
    assert_eq!(rights & 0o777, 0o600);
}

#[tokio::test]
async fn there_is_no_backup_of_a_store_in_memory_or_after_shutdown() {
    let (_folder, path, copy) = places();
    let memory = SqliteStore::in_memory().unwrap();
    assert!(memory.backup(&copy).await.is_err());
    let store = SqliteStore::open(path).unwrap();
    store.shutdown().await.unwrap();
    assert!(store.backup(&copy).await.is_err());
    assert!(!copy.exists());
}

/// A salt and a spent refresh token give its successor: what was erased is in no copy.
#[tokio::test]
async fn what_was_erased_is_not_in_the_copy() {
    let (_folder, path, copy) = places();
    let store = SqliteStore::open(path).unwrap();
    let _ = store.insert_access(family()).await.unwrap();
    let rotated = store.rotate_refresh(rotation()).await.unwrap();
    assert_eq!(rotated, RotatedRefresh::Rotated);
    let salt = |file: &Path| {
        let bytes = std::fs::read(file).unwrap();
        bytes.windows(16).any(|window| window == [0xA7; 16])
    };
    store.backup(&copy).await.unwrap();
    assert!(salt(&copy), "it is there as long as a retry needs it");
    assert_eq!(store.purge_expired(at(60), 10).await.unwrap(), 1);
    let later = copy.with_extension("later");
    store.backup(&later).await.unwrap();
    assert!(!salt(&later));
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(1_000_000 + seconds)
}

fn hash(number: u8) -> TokenHash {
    TokenHash::from_stored([number; 32])
}

fn access(number: u8) -> AccessRecord {
    AccessRecord {
        hash: hash(number),
        grant: Some(GrantId::from_stored([1; 16])),
        client_id: ClientId::parse("app").unwrap(),
        subject: Some(SubjectId::new("alice")),
        scopes: ScopeSet::empty(),
        issued_at: at(0),
        expires_at: at(900),
    }
}

fn family() -> NewAccess {
    let AccessRecord {
        client_id, scopes, ..
    } = access(1);
    NewAccess {
        access: access(1),
        creates: Some(GrantRecord {
            id: GrantId::from_stored([1; 16]),
            client_id,
            subject: SubjectId::new("alice"),
            scopes: scopes.clone(),
            created_at: at(0),
            expires_at: at(60),
        }),
        refresh: Some(RefreshStart {
            family: hash(2),
            current: hash(3),
            scopes,
            expires_at: at(5000),
        }),
    }
}

fn rotation() -> RotateRefresh {
    RotateRefresh {
        client_id: ClientId::parse("app").unwrap(),
        family: hash(2),
        presented: hash(3),
        successor: hash(4),
        salt: Salt::from_stored([0xA7; 16]),
        scopes: ScopeSet::empty(),
        retry_window: Duration::from_secs(30),
        access: access(5),
        now: at(10),
    }
}
