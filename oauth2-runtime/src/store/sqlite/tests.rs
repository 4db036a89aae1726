//! What only the inside can show: savepoints, a full disk, a locked file.

use super::*;
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, ScopeSet, SentRedirect, SubjectId};
use crate::secret::{self, TokenHash};
use crate::store::{CodeRecord, GrantRecord, Inserted, Store as _};
use std::error::Error as _;
use std::path::PathBuf;

fn code() -> CodeRecord {
    let now = Timestamp::from_seconds(1_000_000);
    CodeRecord {
        hash: TokenHash::from_stored(secret::random()),
        grant: GrantRecord {
            id: GrantId::fresh(),
            client_id: ClientId::parse("app").unwrap(),
            subject: SubjectId::new("alice".repeat(200)),
            scopes: ScopeSet::empty(),
            created_at: now,
            expires_at: now,
        },
        redirect_uri: SentRedirect::from_stored("https://app.example/cb", true),
        challenge: None,
        expires_at: now,
    }
}

async fn count(store: &SqliteStore) -> i64 {
    let sql = "SELECT COUNT(*) FROM grants";
    store
        .read(move |db| Ok(db.query_row(sql, [], |row| row.get(0))?))
        .await
        .unwrap()
}

fn cause(error: &StoreError) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("oauth2-{}", GrantId::fresh()));
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("oauth2.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What the system's own cleaning finds later is no failure of a test.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A store in a file that does not wait for a lock.
fn impatient() -> (Folder, SqliteStore) {
    let folder = Folder::new();
    let store = SqliteStore::open_file(&folder.file(), Duration::ZERO).unwrap();
    (folder, store)
}

#[tokio::test]
async fn a_failing_verb_takes_back_its_own_writes_alone() {
    let store = SqliteStore::in_memory().unwrap();
    let (before, failing, after) = tokio::join!(
        store.insert_code(code()),
        store.write(|db| {
            let _ = grants::insert_code(db, &code())?;
            Err::<(), BoxError>("enough".into())
        }),
        store.insert_code(code()),
    );
    assert_eq!([before.unwrap(), after.unwrap()], [Inserted::Live; 2]);
    assert_eq!(cause(&failing.unwrap_err()), "enough");
    assert_eq!(count(&store).await, 2);
}

#[tokio::test]
async fn a_full_disk_is_an_error_until_there_is_room() {
    let (_folder, store) = impatient();
    let limit = |pages: &'static str| {
        store.write(move |db| {
            Ok(
                db.pragma_update_and_check(None, "max_page_count", pages, |row| {
                    row.get::<_, i64>(0)
                })?,
            )
        })
    };
    limit("1").await.unwrap();
    let mut kept = 0;
    let full = loop {
        match store.insert_code(code()).await {
            Ok(inserted) => {
                assert_eq!(inserted, Inserted::Live);
                kept += 1;
            }
            Err(error) => break error,
        }
    };
    assert!(cause(&full).contains("full"), "{}", cause(&full));
    assert_eq!(count(&store).await, kept);
    limit("100000").await.unwrap();
    let _ = store.insert_code(code()).await.unwrap();
    assert_eq!(count(&store).await, kept + 1);
}

#[tokio::test]
async fn a_locked_file_is_an_error_until_it_is_free() {
    let (folder, store) = impatient();
    let other = Connection::open(folder.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let locked = store.insert_code(code()).await.unwrap_err();
    assert!(cause(&locked).contains("locked"), "{}", cause(&locked));
    assert_eq!(count(&store).await, 0);
    other.execute_batch("ROLLBACK").unwrap();
    let _ = store.insert_code(code()).await.unwrap();
    assert_eq!(count(&store).await, 1);
}

#[tokio::test]
async fn a_failed_commit_fails_every_verb_of_it() {
    let (_folder, store) = impatient();
    let held = hold(&store).await;
    // A deferred foreign key is checked by the commit alone.
    let orphan = "PRAGMA defer_foreign_keys = ON;
        INSERT INTO codes (hash, grant_id, redirect_uri, redirect_sent, expires_at)
        VALUES (zeroblob(32), zeroblob(16), '', 0, 0)";
    let (beside, orphan, ()) = tokio::join!(
        store.insert_code(code()),
        store.write(move |db| Ok(db.execute_batch(orphan)?)),
        async { drop(held) },
    );
    for error in [beside.unwrap_err(), orphan.unwrap_err()] {
        assert!(cause(&error).contains("FOREIGN KEY"), "{}", cause(&error));
    }
    assert_eq!(count(&store).await, 0);
    let _ = store.insert_code(code()).await.unwrap();
    assert_eq!(count(&store).await, 1);
}

/// Keeps the writer busy until the answer is dropped, so that what comes then waits together.
async fn hold(store: &SqliteStore) -> std::sync::mpsc::Sender<()> {
    let (release, held) = std::sync::mpsc::channel();
    let (tell, told) = tokio::sync::oneshot::channel();
    let store = store.clone();
    tokio::spawn(async move {
        let wait = move |_: &Connection| {
            let _ = (tell.send(()), held.recv());
            Ok(())
        };
        store.write(wait).await
    });
    told.await.unwrap();
    release
}

#[tokio::test]
async fn a_commit_waits_for_the_disk_unless_told_otherwise() {
    let (_folder, store) = impatient();
    let level = |store: SqliteStore| async move {
        let level = store.write(|db| {
            Ok(db.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0))?)
        });
        level.await.unwrap()
    };
    assert_eq!(level(store.clone()).await, 2);
    assert_eq!(level(store.without_waiting_for_the_disk()).await, 1);
}

#[tokio::test]
async fn every_connection_is_set_up() {
    let settings = |db: &Connection| {
        let of = |name| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        Ok([
            of("busy_timeout")?,
            of("foreign_keys")?,
            of("trusted_schema")?,
        ])
    };
    let (_folder, store) = impatient();
    assert_eq!(store.write(settings).await.unwrap(), [0, 1, 0]);
    assert_eq!(store.read(settings).await.unwrap(), [0, 1, 0]);
    assert_eq!(store.copy(settings).await.unwrap(), [0, 1, 0]);
    let memory = SqliteStore::in_memory().unwrap();
    assert_eq!(memory.write(settings).await.unwrap(), [5000, 1, 0]);
}

#[tokio::test]
async fn a_salt_is_forgotten_when_no_retry_needs_it() {
    let store = SqliteStore::in_memory().unwrap();
    let (id, end) = (code().grant.id, Timestamp::from_seconds(2_000_000));
    let grant = GrantRecord {
        id,
        expires_at: end,
        ..code().grant
    };
    let salts = store.write(move |db| {
        grants::insert_grant(db, &grant)?;
        db.execute(
            "UPDATE grants SET salt = zeroblob(16), salt_until = 1000030",
            [],
        )?;
        let mut salts = Vec::new();
        for now in [1_000_029, 1_000_030] {
            purge::purge_expired(db, Timestamp::from_seconds(now), 10)?;
            let sql = "SELECT salt IS NOT NULL FROM grants";
            let salt: bool = db.query_row(sql, [], |row| row.get(0))?;
            salts.push(salt);
        }
        Ok(salts)
    });
    assert_eq!(salts.await.unwrap(), [true, false]);
}

#[tokio::test]
async fn every_look_up_uses_an_index() {
    let store = SqliteStore::in_memory().unwrap();
    let scans = store.write(|db| {
        let mut scans = Vec::new();
        let queries = [
            "SELECT 1 FROM grants WHERE client_id = ?1 AND family = ?2",
            "SELECT 1 FROM grants WHERE client_id = ?1 AND revoked_at IS NULL",
            "SELECT 1 FROM grants WHERE subject = ?1 AND revoked_at IS NULL",
            "SELECT 1 FROM sessions WHERE subject = ?1",
            "SELECT 1 FROM access_tokens WHERE client_id = ?1 AND grant_id IS NULL",
            "SELECT id FROM grants WHERE salt IS NOT NULL AND salt_until <= ?1",
            "SELECT 1 FROM client_secrets WHERE client_id = ?1",
        ];
        let others = [revoke::LATER].into_iter().chain(purge::DELETIONS);
        for sql in queries.into_iter().chain(others) {
            let mut plan = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let count = plan.parameter_count();
            let steps =
                plan.query_map(rusqlite::params_from_iter(vec![1; count]), |row| row.get(3))?;
            let steps = steps.collect::<Result<Vec<String>, _>>()?;
            scans.extend(steps.into_iter().filter(|step| step.starts_with("SCAN")));
        }
        Ok(scans)
    });
    assert_eq!(scans.await.unwrap(), Vec::<String>::new());
}
