//! `SqliteStore` under the contract, in a file and in memory, and what its file promises.

use oauth2_runtime::contract::Backend;
use oauth2_runtime::contract::sample::{access, at, client, code, hash, refreshable, rotation};
use oauth2_runtime::{
    Client, ClientSecret, Clients as _, RotateRefresh, RotatedRefresh, SqliteStore, Store as _,
    TakenCode,
};
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

mod in_a_file {
    use super::{Arc, Backend, SqliteStore, TempDir, place};
    use oauth2_runtime::Store;
    use std::path::PathBuf;

    struct InAFile(PathBuf, #[expect(dead_code, reason = "kept alive")] TempDir);

    impl Backend for InAFile {
        async fn new() -> Self {
            let (folder, path) = place();
            Self(path, folder)
        }

        async fn open(&self) -> Arc<dyn Store> {
            Arc::new(SqliteStore::open(&self.0).unwrap())
        }
    }

    oauth2_runtime::store_contract!(InAFile);
}

mod in_memory {
    use super::{Arc, Backend, SqliteStore};
    use oauth2_runtime::Store;

    struct InMemory(SqliteStore);

    impl Backend for InMemory {
        async fn new() -> Self {
            Self(SqliteStore::in_memory().unwrap())
        }

        async fn open(&self) -> Arc<dyn Store> {
            Arc::new(self.0.clone())
        }
    }

    oauth2_runtime::store_contract!(InMemory, volatile);
}

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("oauth2.db");
    (folder, path)
}

#[tokio::test]
async fn a_restart_forgets_no_client() {
    let (_folder, path) = place();
    let secret = ClientSecret::random();
    let store = SqliteStore::open(&path).unwrap();
    assert!(!store.is_volatile());
    let billing = Client::confidential("billing", &secret).build().unwrap();
    store.insert(&billing).await.unwrap();
    store.shutdown().await.unwrap();
    let store = SqliteStore::open(&path).unwrap();
    let found = store.find_client("billing").await.unwrap().unwrap();
    assert!(found.has_secret(secret.expose()));
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
async fn what_is_overdue_is_told() {
    let store = SqliteStore::in_memory().unwrap();
    let _ = store.insert_code(code(1)).await.unwrap();
    let told = store.overdue(at(99)).await.unwrap();
    assert_eq!(told, Some(Duration::from_secs(39)));
    assert_eq!(store.overdue(at(59)).await.unwrap(), None);
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
