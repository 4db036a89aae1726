//! How a store is opened: connections, checks of the server, and the schema brought up to date.

use super::clients::find_weak;
use super::db::Db;
use super::lanes::Lanes;
use super::locks::Locks;
use super::{Inner, Outcome, PostgresStore, VERBS, migrations};
use crate::clock::{Clock as _, SystemClock};
use crate::error::StoreError;
use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime,
};
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Config, NoTls, Socket};

/// How many connections a node opens at most, unless it is told otherwise.
const CONNECTIONS: usize = 10;

/// The first version that detaches a partition without stopping the readers of its table.
const OLDEST: i32 = 140_000;

/// How far the clocks of a node and of its database may be apart, in seconds.
const CLOCKS: i64 = 5;

/// How long a new connection may take.
const CREATE: Duration = Duration::from_secs(3);

/// A connection that idled for so long is asked whether it still is one.
const REST: Duration = Duration::from_secs(1);

/// How long it may take to say so.
const ALIVE: Duration = Duration::from_secs(1);

/// What the server does itself with a connection whose node went away or waits too long, before the
/// node gives up. And each verb looks rows up by an index: a new partition is empty when its plans are
/// made, and a plan that reads the whole of it would stay while it fills. Settings of the caller's
/// come after these, and count.
const SETTINGS: &str = "-c statement_timeout=4500 -c idle_in_transaction_session_timeout=10000 \
     -c enable_seqscan=off";

/// How a [`PostgresStore`] is opened.
///
/// ```no_run
/// use oauth2_runtime::PostgresOptions;
///
/// # async fn open() -> Result<(), oauth2_runtime::StoreError> {
/// let options = PostgresOptions::new().connections(20);
/// let store = options.connect("host=/run/postgresql user=oauth2 dbname=app").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "options open nothing by themselves"]
pub struct PostgresOptions {
    connections: usize,
}

impl PostgresOptions {
    /// Ten connections at most.
    pub const fn new() -> Self {
        Self {
            connections: CONNECTIONS,
        }
    }

    /// How many connections this node opens at most; at least one.
    pub const fn connections(mut self, most: usize) -> Self {
        self.connections = if most == 0 { 1 } else { most };
        self
    }

    /// Connects without TLS: see [`PostgresStore::connect`].
    ///
    /// # Errors
    /// See [`PostgresStore::connect`].
    pub async fn connect(self, url: &str) -> Result<PostgresStore, StoreError> {
        let config = url.parse::<Config>();
        // The driver's error may repeat a part of it, and with it a part of the password.
        let config = config.map_err(|_| StoreError::new("not an address of PostgreSQL"))?;
        self.connect_with(config, NoTls).await
    }

    /// Connects by TLS: see [`PostgresStore::connect_with`].
    ///
    /// # Errors
    /// See [`PostgresStore::connect`].
    pub async fn connect_with<T>(self, config: Config, tls: T) -> Result<PostgresStore, StoreError>
    where
        T: MakeTlsConnect<Socket> + Clone + Sync + Send + 'static,
        T::Stream: Sync + Send,
        T::TlsConnect: Sync + Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let manager = Manager::from_config(
            bounded(config),
            tls,
            ManagerConfig {
                recycling_method: RecyclingMethod::Fast,
            },
        );
        let pool = Pool::builder(manager)
            .max_size(self.connections)
            .create_timeout(Some(CREATE))
            .pre_recycle(Hook::async_fn(|client, metrics| {
                Box::pin(async move {
                    if metrics.last_used() < REST {
                        return Ok(());
                    }
                    match timeout(ALIVE, client.check_connection()).await {
                        Ok(alive) => alive.map_err(HookError::Backend),
                        Err(_) => Err(HookError::message("the connection does not answer")),
                    }
                })
            }))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(StoreError::new)?;
        open(pool, true).await.map_err(StoreError::new)
    }
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// What the caller left open is bounded, so that no verb waits for a network that swallows all.
fn bounded(mut config: Config) -> Config {
    let settings = match config.get_options() {
        Some(own) => format!("{SETTINGS} {own}"),
        None => SETTINGS.to_owned(),
    };
    config.options(settings);
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CREATE);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(10));
    }
    if config.get_application_name().is_none() {
        config.application_name("oauth2-runtime");
    }
    config
}

pub(super) async fn open(pool: Pool, owns_pool: bool) -> Outcome<PostgresStore> {
    let client = pool.get().await?;
    let locks = Locks::new(check(&client).await?);
    if let Err(error) = migrations::migrate(&client, &locks).await {
        // Its transaction is open.
        drop(Object::take(client));
        return Err(error);
    }
    let db = Db::new(client);
    let weak_clients = find_weak(&db).await?;
    db.settle().await;
    Ok(PostgresStore {
        inner: Arc::new(Inner {
            pool,
            owns_pool,
            locks,
            verbs: Arc::new(Semaphore::new(usize::try_from(VERBS)?)),
            lanes: Lanes::default(),
            place: Arc::default(),
            weak_clients: RwLock::new(weak_clients),
        }),
    })
}

/// Refuses a server that would keep tokens wrongly; answers the schema that the tables are in.
async fn check(client: &Object) -> Outcome<String> {
    let row = client
        .query_one(
            "SELECT current_setting('server_version_num')::int4 AS version,
                 current_setting('server_encoding') AS encoding,
                 current_schema()::text AS schema,
                 floor(extract(epoch FROM clock_timestamp()))::int8 AS now",
            &[],
        )
        .await?;
    if row.try_get::<_, i32>("version")? < OLDEST {
        return Err("the server is older than PostgreSQL 14".into());
    }
    let encoding: &str = row.try_get("encoding")?;
    if encoding != "UTF8" {
        return Err(format!("the database is encoded in {encoding}, not in UTF8").into());
    }
    let here = super::columns::seconds(SystemClock.now());
    let apart = here.abs_diff(row.try_get("now")?);
    if apart > CLOCKS.unsigned_abs() {
        return Err(format!("the clock of the database is {apart} seconds off").into());
    }
    let schema: Option<String> = row.try_get("schema")?;
    schema.ok_or_else(|| "no schema of the search_path exists".into())
}
