//! A few connections that only read, beside the writer, on blocking threads.

use super::Outcome;
use crate::error::StoreError;
use rusqlite::Connection;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// As many permits as connections: who holds a permit finds an idle one.
#[derive(Clone)]
pub(super) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
    count: u32,
}

impl Readers {
    pub(super) fn open(
        count: u32,
        mut connect: impl FnMut() -> Outcome<Connection>,
    ) -> Outcome<Self> {
        let idle = (0..count).map(|_| connect()).collect::<Outcome<Vec<_>>>()?;
        let permits = Arc::new(Semaphore::new(idle.len()));
        Ok(Self {
            idle: Arc::new(Mutex::new(idle)),
            permits,
            count,
        })
    }

    /// The permit moves into the work: a caller that goes away does not free a connection early.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = self
            .permits
            .clone()
            .acquire_owned()
            .await
            .map_err(StoreError::new)?;
        let readers = self.clone();
        let work = spawn_blocking(move || {
            let Some(db) = readers.idle().pop() else {
                return Err("no connection is left to read with".into());
            };
            let result = verb(&db);
            readers.idle().push(db);
            drop(permit);
            result
        });
        work.await
            .map_err(StoreError::new)?
            .map_err(StoreError::new)
    }

    /// Waits for the reads under way, then closes.
    pub(super) async fn close(&self) {
        if let Ok(all) = self.permits.acquire_many(self.count).await {
            self.permits.close();
            self.idle().clear();
            drop(all);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
