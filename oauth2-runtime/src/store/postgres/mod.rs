//! The store of several machines: one `PostgreSQL` database behind any number of nodes.

mod client_walk;
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
mod transfer;
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
///
/// ```no_run
/// use oauth2_runtime::{Client, PostgresStore};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let url = "postgresql://oauth2@10.0.0.5/app?options=-csearch_path%3Doauth2";
/// let store = PostgresStore::connect(url).await?;
/// store.register(&Client::public("cli").name("Command line").build()?).await?;
/// # Ok(())
/// # }
/// ```
///
/// The tables are made in the first schema of the `search_path`, and brought up to date by the first
/// node that starts, while the others wait. The role needs `CREATE` on that schema: access tokens lie
/// in partitions by their end, which the store makes and drops. It needs the language `plpgsql`, which
/// every role has unless it was taken from the database: one function there keeps many tokens at once.
///
/// **Durability** is the server's: with `fsync` and `synchronous_commit` on, as they are unless
/// somebody turned them off, what a client was told survives a crash. With `synchronous_commit = off`
/// a crash forgets the last moments: a code that was spent, or a token that was revoked, may be live
/// again. A failover to a standby that is not synchronous forgets in the same way.
///
/// **Answers come soon**: after five seconds a verb is an error, whatever the server does; revocation
/// of a person and the sweeper, whose work grows with what is stored, have a minute. After a restart of
/// the server the store connects again by itself. A verb whose connection broke may have been done all
/// the same.
///
/// **A revocation of a client** takes effect with its first statement: from then on everything of that
/// client that began earlier, or in the same second, is over. Then its rows are written, a thousand a
/// transaction, however long that takes; other clients do not wait. An error says that this was cut
/// off: call again, or leave it to the sweeper, which goes on with it after ten minutes. Until then
/// alone what began later, by a clock that is ahead, may still be good.
///
/// **Expired access tokens** go with their partition, at most an hour or a twenty-fourth of their
/// lifetime after their end. The sweeper counts a dropped partition as one row. One node sweeps at a
/// time; another one's [`purge_expired`](crate::Store::purge_expired) answers 0 meanwhile. The salts
/// of refresh families are looked for in 32 MiB of the grants with each call, and in all of them by
/// as many calls as that takes. A reader of many minutes, as a backup, delays the drop and nothing
/// else.
///
/// **`PgBouncer`** must pool sessions, or, to pool transactions, be 1.21 or newer with
/// `max_prepared_statements` above 0. It keeps settings back that the store connects with: give them to
/// the role, as [`stores`](crate::stores) shows.
///
/// Text with a NUL character is an error here, as is a person's identifier of more than about 2 KiB
/// that does not compress.
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
    /// Connects without TLS, as to a socket of this machine or over a private network, and brings
    /// the schema up to date. `url` is as `libpq` has it, also as `key=value` pairs.
    ///
    /// # Errors
    /// The URL is malformed or wants TLS; no server answers, or it refuses; it is older than 14 or
    /// not encoded in UTF-8; its clock and this machine's are more than five seconds apart; no schema
    /// of the `search_path` exists, or the role may not make there what is missing; the schema was
    /// written by a newer version or with other migrations.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        PostgresOptions::new().connect(url).await
    }

    /// Connects by TLS, with the connector of any TLS library that knows
    /// [`tokio_postgres`](crate::tokio_postgres), and else as [`PostgresStore::connect`] does. Set
    /// [`SslMode::Require`](crate::tokio_postgres::config::SslMode): without it, a server that offers
    /// no TLS is spoken to in clear.
    ///
    /// ```no_run
    /// use oauth2_runtime::PostgresStore;
    /// use oauth2_runtime::tokio_postgres::config::SslMode;
    /// use oauth2_runtime::tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
    /// use oauth2_runtime::tokio_postgres::{Config, Socket};
    ///
    /// // `tls`: a `MakeRustlsConnect` or a `MakeTlsConnector`, for example.
    /// async fn open<T>(tls: T) -> Result<PostgresStore, Box<dyn std::error::Error>>
    /// where
    ///     T: MakeTlsConnect<Socket, Stream: Send + Sync> + Clone + Send + Sync + 'static,
    ///     T::TlsConnect: TlsConnect<Socket, Future: Send> + Send + Sync,
    /// {
    ///     let mut config: Config = "postgresql://oauth2@db.example/app".parse()?;
    ///     config.ssl_mode(SslMode::Require);
    ///     Ok(PostgresStore::connect_with(config, tls).await?)
    /// }
    /// ```
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

    /// Works over a pool of the application's, which stays open when the store is shut down.
    ///
    /// What [`PostgresStore::connect`] sets for its own connections is the application's to set: a
    /// `statement_timeout` of less than five seconds and an `idle_in_transaction_session_timeout`
    /// let the server give up what the store gave up, and `RecyclingMethod::Verified` finds
    /// connections that died unnoticed. The pool needs timeouts and a runtime, as
    /// `deadpool_postgres` has them, or a caller waits five seconds for a connection.
    ///
    /// Let its connections have `enable_seqscan = off`, as the store's own have: plans that are made
    /// while a partition is empty would otherwise read the whole of it once it is full.
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
