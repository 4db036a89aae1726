//! Keys and values that hold the store above them to what it promises, as slow as a network.

use crate::own_store::Table;
use oauth2_runtime::contract::{Backend, Removal};
use oauth2_runtime::prelude::async_trait;
use oauth2_runtime::{Change, KeyValue, KeyValueStore, Store, StoreError, Timestamp};
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::task::yield_now;

#[derive(Clone, Default)]
pub(super) struct Watched {
    pub(super) table: Table,
    /// How many rows were written, or removed.
    pub(super) written: Arc<AtomicUsize>,
    /// Every key and value that was ever written.
    pub(super) bytes: Arc<Mutex<Vec<u8>>>,
}

fn assert_keys<'a>(keys: impl IntoIterator<Item = &'a Vec<u8>>, most: usize) {
    let keys: Vec<_> = keys.into_iter().collect();
    let different: HashSet<_> = keys.iter().collect();
    assert_eq!(different.len(), keys.len(), "a key comes twice");
    assert!((1..=most).contains(&keys.len()), "{} keys", keys.len());
    assert!(keys.iter().all(|key| key.len() <= 49), "a long key");
}

#[async_trait]
impl KeyValue for Watched {
    /// Each at a moment of its own.
    async fn get(&self, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        assert_keys(keys, 100);
        let mut values = Vec::new();
        for key in keys {
            yield_now().await;
            values.extend(self.table.get(std::slice::from_ref(key)).await?);
        }
        yield_now().await;
        Ok(values)
    }

    async fn commit(&self, changes: &[Change]) -> Result<bool, StoreError> {
        assert_keys(changes.iter().map(|change| &change.key), 16);
        assert!(changes.is_sorted_by_key(|change| &change.key));
        assert!(
            changes
                .iter()
                .all(|it| it.before.is_some() || it.after.is_some())
        );
        yield_now().await;
        let done = self.table.commit(changes).await?;
        let written = changes.iter().filter(|it| done && it.before != it.after);
        for change in written {
            self.written.fetch_add(1, Ordering::SeqCst);
            let mut bytes = self.bytes.lock().unwrap();
            bytes.extend(change.key.iter().chain(change.after.iter().flatten()));
        }
        yield_now().await;
        Ok(done)
    }

    async fn list(
        &self,
        prefix: &[u8],
        after: &[u8],
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        assert_eq!(prefix.len(), 33, "what is listed together");
        assert!((1..=100).contains(&limit), "a list of {limit}");
        yield_now().await;
        self.table.list(prefix, after, limit).await
    }

    async fn expired(&self, now: Timestamp, limit: usize) -> Result<Vec<Vec<u8>>, StoreError> {
        assert!((1..=100).contains(&limit), "{limit} to remove");
        self.table.expired(now, limit).await
    }
}

impl Backend for Watched {
    const REMOVAL: Removal = Removal::Later;

    async fn new() -> Self {
        Self::default()
    }

    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(KeyValueStore::new(self.clone()))
    }
}
