//! `SqliteStore` under the contract, in a file and in memory, and what its file promises.

use crate::contract::overtaken;
use crate::contract::sample::{
    Shared, access, at, client, code, grant, hash, is_live, refreshable, rotation, scopes,
};
use oauth2_runtime::{
    Client, ClientSecret, Clients as _, Consent, RotateRefresh, RotatedRefresh, SqliteStore,
    Store as _, TakenCode,
};
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

mod in_a_file {
    use super::{Arc, Shared, SqliteStore, TempDir, place};
    use crate::contract::contract;

    contract!(new());

    fn new() -> (Shared, TempDir) {
        let (folder, path) = place();
        (Arc::new(SqliteStore::open(path).unwrap()), folder)
    }
}

mod in_memory {
    use super::{Arc, Shared, SqliteStore};
    use crate::contract::contract;

    contract!(new());

    fn new() -> (Shared, ()) {
        (Arc::new(SqliteStore::in_memory().unwrap()), ())
    }
}

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("oauth2.db");
    (folder, path)
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let (_folder, path) = place();
    let secret = ClientSecret::random();
    let store = SqliteStore::open(&path).unwrap();
    assert!(!store.is_volatile());
    let billing = Client::confidential("billing", &secret).build().unwrap();
    store.insert(&billing).await.unwrap();
    let _ = store.insert_code(code(2)).await.unwrap();
    let _ = store.insert_access(refreshable(1)).await.unwrap();
    let _ = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    let consent = Consent {
        subject: grant(1).subject,
        client_id: client("app"),
        place: hash(50),
        scopes: scopes("read"),
    };
    store.remember_consent(consent.clone()).await.unwrap();
    store.shutdown().await.unwrap();

    let store: Arc<SqliteStore> = Arc::new(SqliteStore::open(&path).unwrap());
    let found = store.find_client("billing").await.unwrap().unwrap();
    assert!(found.has_secret(secret.expose()));
    assert!(store.has_consent(&consent).await.unwrap());
    let taken = store
        .take_code(&client("app"), &hash(2), at(1))
        .await
        .unwrap();
    assert!(matches!(taken, TakenCode::Fresh(_)), "{taken:?}");
    let retried = store.rotate_refresh(rotation(100, 102)).await.unwrap();
    assert_eq!(retried, RotatedRefresh::Retried { salt: [101; 16] });
    let store: Shared = store;
    assert!(is_live(&store, 1).await && is_live(&store, 101).await);
}

#[tokio::test]
async fn a_restart_remembers_who_was_revoked() {
    for (person, passes) in [(true, "own"), (false, "session")] {
        let (_folder, path) = place();
        let store: Shared = Arc::new(SqliteStore::open(&path).unwrap());
        if person {
            overtaken::revoke_person(&store).await;
        } else {
            overtaken::revoke_app(&store).await;
        }
        store.shutdown().await.unwrap();
        let store: Shared = Arc::new(SqliteStore::open(&path).unwrap());
        for verb in overtaken::VERBS {
            let kept = overtaken::attempt(9).is_kept(&store, verb).await;
            assert_eq!(kept, verb == passes, "{verb}");
        }
    }
}

/// A salt gives a spent token its successor; the sweeper goes on for as long as a batch is full.
#[tokio::test]
async fn no_batch_is_too_small_for_the_salts_that_no_retry_needs() {
    let (_folder, path) = place();
    let store = SqliteStore::open(&path).unwrap();
    for number in [1, 2, 3] {
        let _ = store.insert_access(refreshable(number)).await.unwrap();
        let rotation = RotateRefresh {
            family: hash(number),
            access: access(100 + number, number),
            ..rotation(100, 100 + number)
        };
        let rotated = store.rotate_refresh(rotation).await.unwrap();
        assert!(matches!(rotated, RotatedRefresh::Rotated), "{rotated:?}");
    }
    while store.purge_expired(at(60), 1).await.unwrap() == 1 {}
    store.shutdown().await.unwrap();
    let salts = "SELECT count(*) FROM grants WHERE salt IS NOT NULL";
    let db = Connection::open(&path).unwrap();
    let left: u32 = db.query_row(salts, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn two_stores_on_one_file_spend_a_code_once() {
    let (_folder, path) = place();
    let (one, two) = (
        SqliteStore::open(&path).unwrap(),
        SqliteStore::open(&path).unwrap(),
    );
    for number in 1..=32 {
        let _ = one.insert_code(code(number)).await.unwrap();
        let (app, code) = (client("app"), hash(number));
        let taken = tokio::join!(
            one.take_code(&app, &code, at(1)),
            two.take_code(&app, &code, at(1))
        );
        let taken = [taken.0.unwrap(), taken.1.unwrap()];
        let fresh = taken
            .iter()
            .filter(|taken| matches!(taken, TakenCode::Fresh(_)))
            .count();
        assert_eq!(fresh, 1, "{taken:?}");
    }
}

#[tokio::test]
async fn after_shutdown_every_verb_is_an_error() {
    let (_folder, path) = place();
    let store = SqliteStore::open(&path).unwrap();
    let _ = store.insert_code(code(1)).await.unwrap();
    store.shutdown().await.unwrap();
    assert!(store.insert_code(code(2)).await.is_err());
    assert!(store.find_access(&hash(1)).await.is_err());
    assert!(
        !path.with_extension("db-wal").exists(),
        "the log was not taken into the file"
    );
    store.shutdown().await.unwrap();
}

#[tokio::test]
async fn what_waits_at_shutdown_is_still_done() {
    let (_folder, path) = place();
    let store = SqliteStore::open(&path)
        .unwrap()
        .without_waiting_for_the_disk();
    let tasks: Vec<_> = (1..=32)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { store.insert_code(code(number)).await })
        })
        .collect();
    tokio::task::yield_now().await;
    store.shutdown().await.unwrap();
    let reopened = SqliteStore::open(&path).unwrap();
    for (task, number) in tasks.into_iter().zip(1..) {
        let kept = task.await.unwrap().is_ok();
        let taken = reopened
            .take_code(&client("app"), &hash(number), at(1))
            .await
            .unwrap();
        assert_eq!(matches!(taken, TakenCode::Fresh(_)), kept, "{number}");
    }
}

#[test]
fn a_newer_file_is_refused() {
    let (_folder, path) = place();
    drop(SqliteStore::open(&path).unwrap());
    let change = "INSERT INTO oauth2_migrations VALUES (9999, '9999_later', x'00')";
    let change = change.replace("x'00'", &format!("x'{}'", "00".repeat(32)));
    Connection::open(&path)
        .unwrap()
        .execute_batch(&change)
        .unwrap();
    assert_refused(&path, "newer version");
}

#[test]
fn a_changed_migration_is_refused() {
    let (_folder, path) = place();
    drop(SqliteStore::open(&path).unwrap());
    // One migration in the place of another: each has a sum of its own.
    for sum in [
        "zeroblob(32)",
        "(SELECT checksum FROM oauth2_migrations WHERE number = 1)",
    ] {
        let change = format!("UPDATE oauth2_migrations SET checksum = {sum} WHERE number = 2");
        Connection::open(&path)
            .unwrap()
            .execute_batch(&change)
            .unwrap();
        assert_refused(&path, "0002_");
    }
}

#[test]
fn what_is_no_database_is_refused() {
    let (folder, path) = place();
    std::fs::write(
        &path,
        "not a database, but long enough to be looked at".repeat(99),
    )
    .unwrap();
    assert!(SqliteStore::open(&path).is_err());
    assert!(SqliteStore::open(folder.path().join("no/such/folder.db")).is_err());
    assert_refused(std::path::Path::new(":memory:"), "in_memory");
    assert_refused(std::path::Path::new("file:oauth2.db?mode=memory"), "URI");
}

fn assert_refused(path: &std::path::Path, words: &str) {
    let error = SqliteStore::open(path).unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains(words), "{cause}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let (folder, path) = place();
    let rights = || {
        let files = std::fs::read_dir(folder.path())
            .unwrap()
            .map(Result::unwrap);
        let rights = |file: &std::fs::DirEntry| file.metadata().unwrap().permissions().mode();
        files.map(|file| rights(&file) & 0o777).collect::<Vec<_>>()
    };
    let store = SqliteStore::open(&path).unwrap();
    let _ = store.insert_code(code(1)).await.unwrap();
    assert_eq!(rights(), [0o600; 3], "the file, its log and its index");
    store.shutdown().await.unwrap();
    drop(store);

    let shared = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(&path, shared).unwrap();
    let store = SqliteStore::open(&path).unwrap();
    let _ = store.insert_code(code(2)).await.unwrap();
    assert_eq!(rights(), [0o640; 3], "rights that somebody gave");
}

#[tokio::test]
async fn no_secret_is_in_the_file() {
    let (folder, path) = place();
    let secret = ClientSecret::random();
    let store = SqliteStore::open(&path).unwrap();
    let billing = Client::confidential("billing", &secret)
        .name("Billing")
        .build()
        .unwrap();
    store.insert(&billing).await.unwrap();
    let second = store.add_secret("billing").await.unwrap();
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(holds("Billing"));
    assert!(!holds(secret.expose()) && !holds(second.expose()));
}
