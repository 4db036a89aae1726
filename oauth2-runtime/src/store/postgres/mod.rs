//! The store of several machines: one `PostgreSQL` database behind any number of nodes.

mod clients;
mod columns;
mod db;
#[cfg(feature = "redis")]
mod durable;
mod failure;
mod grants;
mod issue;
mod lanes;
mod locks;
mod migrations;
mod options;
mod partitions;
mod people;
mod purge;
mod refresh;
mod revoke;
mod rows;
mod tickets;
mod tokens;
mod verb;
mod verbs;

pub use self::options::PostgresOptions;
pub use {deadpool_postgres, tokio_postgres};

use self::lanes::Lanes;
use self::locks::Locks;
use self::verb::LONG_PATIENCE;
use crate::error::{BoxError, StoreError};
use deadpool_postgres::Pool;
use std::fmt;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, RwLock};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Config, Socket};

/// How many verbs may be under way or wait; more callers wait for a place.
const VERBS: u32 = 65_536;

/// What a verb answers inside the store; the door wraps the failure into a [`StoreError`].
type Outcome<T> = Result<T, BoxError>;

/// A [`Store`](crate::Store) in a schema of `PostgreSQL` 14 or newer, for any number of nodes, that
/// also plays `clients` and `client_credentials`. A clone is the same store.
#[derive(Clone)]
pub struct PostgresStore {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Pool,
    /// Whether nobody else uses the pool.
    owns_pool: bool,
    locks: Locks,
    verbs: Arc<Semaphore>,
    lanes: Lanes,
    place: Arc<AtomicI64>,
    weak_clients: RwLock<Vec<String>>,
}

impl PostgresStore {
    /// Connects without TLS, as to a socket of this machine or a private network.
    ///
    /// # Errors
    /// See [`PostgresOptions`].
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        PostgresOptions::new().connect(url).await
    }

    /// Connects by TLS, with the connector of any TLS library.
    ///
    /// # Errors
    /// See [`PostgresStore::connect`].
    pub async fn connect_with<T>(config: Config, tls: T) -> Result<Self, StoreError>
    where
        T: MakeTlsConnect<Socket> + Clone + Sync + Send + 'static,
        T::Stream: Sync + Send,
        T::TlsConnect: Sync + Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        PostgresOptions::new().connect_with(config, tls).await
    }

    /// Works over a pool of the application's.
    ///
    /// # Errors
    /// See [`PostgresStore::connect`].
    pub async fn over(pool: Pool) -> Result<Self, StoreError> {
        options::open(pool, false).await.map_err(StoreError::new)
    }
}

impl Inner {
    /// A place for one verb; none after the shutdown.
    async fn admit(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        let verbs = Arc::clone(&self.verbs);
        verbs
            .acquire_owned()
            .await
            .map_err(|_| StoreError::new("the Postgres store is shut down"))
    }

    fn distrust(&self) {
        if self.owns_pool {
            self.pool.retain(|_, _| false);
        }
    }

    /// Waits for the verbs under way, then closes. The second time there is nothing to do.
    async fn close(&self) {
        if let Ok(all) = self.verbs.acquire_many(VERBS).await {
            self.verbs.close();
            if self.owns_pool {
                self.pool.close();
            }
            drop(all);
        }
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}
