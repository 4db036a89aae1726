//! A store as a user writes one, over keys and values: everything in memory, behind one lock, green
//! under the contract.

use oauth2_runtime::contract::{Backend, Removal};
use oauth2_runtime::prelude::async_trait;
use oauth2_runtime::{Change, KeyValue, KeyValueStore, Store, StoreError, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

type Bytes = Vec<u8>;

/// Each value with its end.
type Rows = BTreeMap<Bytes, (Bytes, Option<Timestamp>)>;

#[derive(Clone, Default)]
pub(crate) struct Table(pub(crate) Arc<Mutex<Rows>>);

#[async_trait]
impl KeyValue for Table {
    async fn get(&self, keys: &[Bytes]) -> Result<Vec<Option<Bytes>>, StoreError> {
        let rows = self.0.lock().unwrap();
        let value = |key| rows.get(key).map(|(value, _)| value.clone());
        Ok(keys.iter().map(value).collect())
    }

    async fn commit(&self, changes: &[Change]) -> Result<bool, StoreError> {
        let mut rows = self.0.lock().unwrap();
        let is_same = |it: &Change| rows.get(&it.key).map(|(value, _)| value) == it.before.as_ref();
        if !changes.iter().all(is_same) {
            return Ok(false);
        }
        for it in changes {
            match &it.after {
                Some(value) => rows.insert(it.key.clone(), (value.clone(), it.expires_at)),
                None => rows.remove(&it.key),
            };
        }
        Ok(true)
    }

    async fn list(
        &self,
        prefix: &[u8],
        after: &[u8],
        limit: usize,
    ) -> Result<Vec<(Bytes, Bytes)>, StoreError> {
        let rows = self.0.lock().unwrap();
        let later = rows
            .range(after.to_vec()..)
            .filter(|(key, _)| *key != after);
        let own = later.take_while(|(key, _)| key.starts_with(prefix));
        let own = own.map(|(key, (value, _))| (key.clone(), value.clone()));
        Ok(own.take(limit).collect())
    }

    async fn expired(&self, now: Timestamp, limit: usize) -> Result<Vec<Bytes>, StoreError> {
        let rows = self.0.lock().unwrap();
        let ends = rows.iter().map(|(key, (_, end))| (*end, key));
        let past = ends.filter(|(end, _)| end.is_some_and(|end| end <= now));
        let mut past: Vec<_> = past.collect();
        past.sort();
        let keys = past.into_iter().map(|(_, key)| key.clone());
        Ok(keys.take(limit).collect())
    }

    fn is_volatile(&self) -> bool {
        true
    }
}

impl Backend for Table {
    const REMOVAL: Removal = Removal::Later;

    async fn new() -> Self {
        Self::default()
    }

    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(KeyValueStore::new(self.clone()))
    }
}

oauth2_runtime::store_contract!(Table);
