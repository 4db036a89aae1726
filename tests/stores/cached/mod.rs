//! `CachedStore` under the contract, and what it promises of what it remembers.

mod ending;
mod watched;

use oauth2_runtime::contract::Backend;
use oauth2_runtime::contract::sample::{access, at, client, granted, hash, is_live, plain};
use oauth2_runtime::{
    AccessRecord, CachedStore, Client, ClientCredentials, Clients, MemoryStore, PostgresStore,
    SqliteStore, Store, TokenHash,
};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use tempfile::TempDir;
use watched::Watched;

/// So long that nothing here is over by its age alone.
const LONG: Duration = Duration::from_secs(24 * 60 * 60);

/// Nodes of one process share the cache: others see a revocation by age alone, and not at once.
mod over_memory {
    use super::{Arc, Backend, CachedStore, LONG, MemoryStore, Store};

    struct Cached(CachedStore<MemoryStore>);

    impl Backend for Cached {
        async fn new() -> Self {
            Self(CachedStore::new(MemoryStore::new(), 1000).max_age(LONG))
        }

        async fn open(&self) -> Arc<dyn Store> {
            Arc::new(self.0.clone())
        }
    }

    oauth2_runtime::store_contract!(Cached);
}

/// So few rows that the contract moves them from one generation to the other.
mod of_two_rows {
    use super::{Arc, Backend, CachedStore, LONG, MemoryStore, Store};

    struct Cached(CachedStore<MemoryStore>);

    impl Backend for Cached {
        async fn new() -> Self {
            Self(CachedStore::new(MemoryStore::new(), 2).max_age(LONG))
        }

        async fn open(&self) -> Arc<dyn Store> {
            Arc::new(self.0.clone())
        }
    }

    oauth2_runtime::store_contract!(Cached);
}

mod over_sqlite {
    use super::{Arc, Backend, CachedStore, LONG, Mutex, SqliteStore, Store, TempDir, Weak};

    type Cached = CachedStore<SqliteStore>;

    /// The cache of the nodes that are open: after the last one is gone, another begins.
    struct InAFile(TempDir, Mutex<Weak<Cached>>);

    impl Backend for InAFile {
        async fn new() -> Self {
            Self(tempfile::tempdir().unwrap(), Mutex::default())
        }

        async fn open(&self) -> Arc<dyn Store> {
            let mut open = self.1.lock().unwrap();
            if let Some(store) = open.upgrade() {
                return store;
            }
            let store = SqliteStore::open(self.0.path().join("oauth2.db")).unwrap();
            let store = Arc::new(CachedStore::new(store, 1000).max_age(LONG));
            *open = Arc::downgrade(&store);
            store
        }
    }

    oauth2_runtime::store_contract!(InAFile);
}

/// A cache over a store that is watched, and both.
fn watched(rows: usize) -> (Arc<dyn Store>, Watched) {
    let behind = Watched::new();
    let store = CachedStore::new(behind.clone(), rows).max_age(LONG);
    (Arc::new(store), behind)
}

/// A token of a client alone, each number another one.
fn own(number: u32) -> AccessRecord {
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    AccessRecord {
        hash: TokenHash::from_stored(bytes),
        grant: None,
        subject: None,
        ..access(1, 1)
    }
}

#[tokio::test]
async fn a_token_that_is_remembered_is_told_without_asking() {
    let (store, behind) = watched(10);
    let _ = store.insert_access(granted(1)).await.unwrap();
    for _ in 0..3 {
        let found = store.find_access(&hash(1)).await.unwrap().unwrap();
        assert_eq!(format!("{found:?}"), format!("{:?}", access(1, 1)));
    }
    assert_eq!(behind.look_ups(), 1);
}

/// One that another node gave is found at once, and made-up ones take no room.
#[tokio::test]
async fn a_token_that_is_unknown_is_asked_for_each_time() {
    let (store, behind) = watched(10);
    for _ in 0..3 {
        assert!(!is_live(&store, 1).await);
    }
    assert_eq!(behind.look_ups(), 3);
    let _ = behind.insert_access(granted(1)).await.unwrap();
    assert!(is_live(&store, 1).await);
    for number in 0..1000 {
        let junk = own(number).hash;
        assert!(store.find_access(&junk).await.unwrap().is_none());
    }
    behind.fail("find_access");
    assert!(is_live(&store, 1).await, "junk took its place");
}

#[tokio::test]
async fn of_a_hundred_thousand_tokens_as_many_are_remembered_as_there_are_rows() {
    const ROWS: usize = 1000;
    let (store, behind) = watched(ROWS);
    for number in 0..100_000 {
        let access = own(number);
        let _ = behind.insert_access(plain(access.clone())).await.unwrap();
        let found = store.find_access(&access.hash).await.unwrap();
        assert!(found.is_some(), "{number}");
    }
    // Nothing comes in any more: what is told now was remembered.
    behind.fail("find_access");
    let mut remembered = 0;
    for number in (0..100_000).rev() {
        let told = store.find_access(&own(number).hash).await;
        remembered += usize::from(told.is_ok());
    }
    assert!((ROWS..=2 * ROWS).contains(&remembered), "{remembered}");
}

/// A token in use stays, however many others come by.
#[tokio::test]
async fn what_is_in_use_is_not_pushed_out() {
    let (store, behind) = watched(10);
    let _ = store.insert_access(granted(1)).await.unwrap();
    for number in 0..1000 {
        let access = own(number);
        let _ = behind.insert_access(plain(access.clone())).await.unwrap();
        assert!(store.find_access(&access.hash).await.unwrap().is_some());
        let asked = behind.look_ups();
        assert!(is_live(&store, 1).await);
        assert!(number == 0 || behind.look_ups() == asked, "{number}");
    }
}

#[tokio::test]
async fn a_cache_without_rows_asks_each_time() {
    let (store, behind) = watched(0);
    let _ = store.insert_access(granted(1)).await.unwrap();
    for asked in 1..4 {
        assert!(is_live(&store, 1).await);
        assert_eq!(behind.look_ups(), asked);
    }
}

#[tokio::test(start_paused = true)]
async fn what_another_node_revokes_is_over_when_the_answer_is_too_old() {
    let behind = MemoryStore::new();
    let [one, other]: [Arc<dyn Store>; 2] =
        [(); 2].map(|()| Arc::new(CachedStore::new(behind.clone(), 10)) as _);
    let _ = one.insert_access(granted(1)).await.unwrap();
    let _ = one.insert_access(granted(2)).await.unwrap();
    assert!(is_live(&one, 1).await && is_live(&one, 2).await);
    other.revoke_access(&hash(1)).await.unwrap();
    assert!(!is_live(&other, 1).await, "at once where it was revoked");
    tokio::time::advance(Duration::from_millis(4999)).await;
    assert!(is_live(&one, 1).await, "as documented");
    tokio::time::advance(Duration::from_millis(1)).await;
    assert!(!is_live(&one, 1).await && is_live(&one, 2).await);
}

/// The store may have looked long before it answered.
#[tokio::test(start_paused = true)]
async fn an_answer_is_as_old_as_its_question() {
    let behind = Watched::new();
    let store = CachedStore::new(behind.clone(), 10).max_age(Duration::from_secs(2));
    let store: Arc<dyn Store> = Arc::new(store);
    let _ = store.insert_access(granted(1)).await.unwrap();
    behind.hold("find_access");
    let asked = Arc::clone(&store);
    let asked = tokio::spawn(async move { is_live(&asked, 1).await });
    behind.arrived().await;
    tokio::time::advance(Duration::from_millis(1500)).await;
    behind.open();
    assert!(asked.await.unwrap());
    behind.revoke_access(&hash(1)).await.unwrap();
    assert!(is_live(&store, 1).await, "as documented");
    tokio::time::advance(Duration::from_millis(500)).await;
    assert!(!is_live(&store, 1).await);
}

#[tokio::test]
async fn with_an_age_of_zero_each_request_asks() {
    let behind = Watched::new();
    let store = CachedStore::new(behind.clone(), 10).max_age(Duration::ZERO);
    let store: Arc<dyn Store> = Arc::new(store);
    let _ = store.insert_access(granted(1)).await.unwrap();
    for asked in 1..4 {
        assert!(is_live(&store, 1).await);
        assert_eq!(behind.look_ups(), asked);
    }
    behind.revoke_access(&hash(1)).await.unwrap();
    assert!(!is_live(&store, 1).await);
}

/// The store is away: an answer that is too old opens nothing.
#[tokio::test(start_paused = true)]
async fn an_old_answer_is_not_told_in_place_of_a_failure() {
    let behind = Watched::new();
    let store = CachedStore::new(behind.clone(), 10).max_age(Duration::from_secs(2));
    let _ = store.insert_access(granted(1)).await.unwrap();
    assert!(store.find_access(&hash(1)).await.unwrap().is_some());
    behind.fail("find_access");
    assert!(store.find_access(&hash(1)).await.unwrap().is_some());
    tokio::time::advance(Duration::from_secs(2)).await;
    assert!(store.find_access(&hash(1)).await.is_err());
}

#[tokio::test]
async fn it_says_of_itself_what_the_store_behind_says() {
    let volatile = CachedStore::new(MemoryStore::new(), 10);
    assert!(volatile.is_volatile());
    assert!(!CachedStore::new(MemoryStore::new().allow_any_issuer(), 10).is_volatile());
    let _ = volatile.insert_access(granted(1)).await.unwrap();
    let late = volatile.overdue(at(1000)).await.unwrap();
    assert_eq!(late, volatile.uncached().overdue(at(1000)).await.unwrap());
    assert!(late.is_some());
    let behind = Watched::new();
    behind.fail("shutdown");
    assert!(CachedStore::new(behind, 10).shutdown().await.is_err());
}

/// Stopping a client ends none of its tokens; revoking it does.
#[tokio::test]
async fn the_clients_are_those_of_the_store_behind() {
    fn plays<S: Store + Clients + ClientCredentials>(store: S) -> S {
        store
    }
    let _ = plays::<CachedStore<PostgresStore>>;
    let store = plays(CachedStore::new(SqliteStore::in_memory().unwrap(), 10).max_age(LONG));
    let app = Client::public("app").redirect_uri("https://app.example/cb");
    let app = app.grants(oauth2_runtime::grants::code).build().unwrap();
    store.uncached().register(&app).await.unwrap();
    assert!(store.find_client("app").await.unwrap().is_some());
    let _ = store.insert_access(granted(1)).await.unwrap();
    assert!(store.find_access(&hash(1)).await.unwrap().is_some());
    store.uncached().disable("app").await.unwrap();
    assert!(store.find_client("app").await.unwrap().is_none());
    assert!(store.find_access(&hash(1)).await.unwrap().is_some());
    store.revoke_client(&client("app"), at(1)).await.unwrap();
    assert!(store.find_access(&hash(1)).await.unwrap().is_none());
}
