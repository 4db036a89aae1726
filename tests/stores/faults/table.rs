//! Keys and values that are broken in one way, below a store that is not.

use crate::own_store::Table;
use oauth2_runtime::contract::{Backend, Removal, Severed};
use oauth2_runtime::prelude::async_trait;
use oauth2_runtime::{Change, KeyValue, KeyValueStore, Store, StoreError, Timestamp};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::yield_now;
use tokio::time::timeout;

type Bytes = Vec<u8>;

#[derive(Clone, Default)]
pub(crate) struct FaultyTable {
    fault: &'static str,
    table: Table,
    severed: Arc<AtomicBool>,
    commits: Arc<AtomicUsize>,
    /// What this node alone remembers.
    own: Arc<Mutex<HashMap<Bytes, Option<Bytes>>>>,
}

impl FaultyTable {
    pub(super) fn with(fault: &'static str) -> Self {
        Self {
            fault,
            ..Self::default()
        }
    }

    fn has(&self, fault: &str) -> bool {
        self.fault == fault
    }

    fn reach(&self) -> Result<(), StoreError> {
        if self.severed.load(Ordering::SeqCst) && !self.has("a_cut_finds_nothing") {
            return Err(StoreError::new("the server is away"));
        }
        Ok(())
    }

    /// Waits until another one wants to commit too, who has decided by the same rows then; not for
    /// ever, since there may be none.
    async fn meet(&self) {
        let own = self.commits.fetch_add(1, Ordering::SeqCst) + 1;
        let met = async {
            while self.commits.load(Ordering::SeqCst) == own {
                yield_now().await;
            }
        };
        let _ = timeout(Duration::from_millis(300), met).await;
    }

    /// What stands there, so that no condition fails.
    async fn forced(&self, change: &Change) -> Result<Change, StoreError> {
        let before = self.table.get(std::slice::from_ref(&change.key)).await?;
        Ok(Change {
            before: before.into_iter().next().flatten(),
            ..change.clone()
        })
    }
}

#[async_trait]
impl KeyValue for FaultyTable {
    async fn get(&self, keys: &[Bytes]) -> Result<Vec<Option<Bytes>>, StoreError> {
        self.reach()?;
        if self.severed.load(Ordering::SeqCst) {
            return Ok(vec![None; keys.len()]);
        }
        let mut values = self.table.get(keys).await?;
        if self.has("a_node_remembers_what_it_read") {
            let mut own = self.own.lock().unwrap();
            for (key, value) in keys.iter().zip(&mut values) {
                *value = own.entry(key.clone()).or_insert(value.take()).clone();
            }
        }
        if self.has("values_come_in_another_order") {
            values.reverse();
        }
        Ok(values)
    }

    async fn commit(&self, changes: &[Change]) -> Result<bool, StoreError> {
        self.reach()?;
        if self.fault.starts_with("a_commit") {
            self.meet().await;
        }
        let mut changes = changes.to_vec();
        for change in &mut changes {
            let forced = match self.fault {
                "a_commit_has_no_conditions" => true,
                "a_commit_ignores_that_a_key_is_there" => change.before.is_none(),
                "a_commit_ignores_that_a_value_is_another" => change.before.is_some(),
                _ => false,
            };
            if forced {
                *change = self.forced(change).await?;
            }
        }
        if self.has("a_commit_makes_its_first_change_alone") {
            changes.truncate(1);
        }
        let done = self.table.commit(&changes).await?;
        Ok(done || self.has("a_commit_that_failed_is_told_as_done"))
    }

    async fn list(
        &self,
        prefix: &[u8],
        after: &[u8],
        limit: usize,
    ) -> Result<Vec<(Bytes, Bytes)>, StoreError> {
        self.reach()?;
        let limit = match self.fault {
            "a_list_is_empty" => 0,
            _ => limit,
        };
        let (prefix, after) = match self.fault {
            "a_list_has_all_of_a_kind" => (&prefix[..1], &prefix[..1]),
            "a_list_begins_anew" => (prefix, prefix),
            _ => (prefix, after),
        };
        self.table.list(prefix, after, limit).await
    }

    async fn expired(&self, now: Timestamp, limit: usize) -> Result<Vec<Bytes>, StoreError> {
        self.reach()?;
        // An index that lags, or is wrong: no row goes by it before its end.
        let later = now.after(Duration::from_secs(600));
        self.table.expired(later, limit).await
    }
}

impl Backend for FaultyTable {
    const REMOVAL: Removal = Removal::Later;

    async fn new() -> Self {
        Self::default()
    }

    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(KeyValueStore::new(Self {
            own: Arc::default(),
            ..self.clone()
        }))
    }
}

impl Severed for FaultyTable {
    async fn sever(&self) {
        self.severed.store(true, Ordering::SeqCst);
    }

    async fn mend(&self) {
        self.severed.store(false, Ordering::SeqCst);
    }
}
