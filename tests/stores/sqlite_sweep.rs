//! A sweep of `SqliteStore` that takes several transactions: how much goes, and who gets in between.

use oauth2_runtime::{
    AccessRecord, ClientId, Inserted, NewAccess, ScopeSet, SqliteStore, Store as _, Timestamp,
    TokenHash,
};
use rusqlite::Connection;
use tempfile::TempDir;

/// A store with so many expired tokens.
fn store_with(expired: u32) -> (TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("oauth2.db");
    let store = SqliteStore::open(&path).unwrap();
    let rows = format!(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {expired})
         INSERT INTO access_tokens SELECT randomblob(32), NULL, 'app', NULL, '', 0, 900 FROM n"
    );
    let db = Connection::open(&path).unwrap();
    db.execute_batch(&rows).unwrap();
    (folder, store)
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn token() -> NewAccess {
    NewAccess {
        access: AccessRecord {
            hash: TokenHash::from_stored([7; 32]),
            grant: None,
            client_id: ClientId::parse("app").unwrap(),
            subject: None,
            scopes: ScopeSet::empty(),
            issued_at: at(1000),
            expires_at: at(1900),
        },
        creates: None,
        refresh: None,
    }
}

#[tokio::test]
async fn a_sweep_of_several_batches_removes_as_many_as_it_says_and_no_more() {
    let (_folder, store) = store_with(3500);
    for (limit, removed) in [(2200, 2200), (2000, 1300), (2000, 0)] {
        assert_eq!(store.purge_expired(at(1000), limit).await.unwrap(), removed);
    }
}

/// The queue of the writer is in order: what is asked during the first batch comes before the last.
#[tokio::test]
async fn others_get_in_between_two_batches() {
    let (_folder, store) = store_with(5000);
    let sweep = store.purge_expired(at(1000), 5000);
    let insert = store.insert_access(token());
    tokio::pin!(sweep, insert);
    tokio::select! {
        biased;
        removed = &mut sweep => panic!("{removed:?} went before anybody else came"),
        inserted = &mut insert => assert_eq!(inserted.unwrap(), Inserted::Live),
    }
    assert_eq!(sweep.await.unwrap(), 5000);
    assert!(
        store
            .find_access(&TokenHash::from_stored([7; 32]))
            .await
            .unwrap()
            .is_some()
    );
}
