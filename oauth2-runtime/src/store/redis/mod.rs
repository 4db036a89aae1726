//! The store of many machines that keeps everything in memory: `Redis` or `Valkey`.

mod batches;
mod call;
mod fitness;
mod kept;
mod scripts;
mod verbs;

use self::batches::Batches;
use self::call::Call;
use crate::error::{BoxError, StoreError};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, FromRedisValue};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How long a verb waits for its answer.
const ANSWER: Duration = Duration::from_secs(3);

/// How long it waits for a connection, once.
const CONNECT: Duration = Duration::from_secs(2);

/// How long a verb takes at most, whatever connection it is given.
const PATIENCE: Duration = Duration::from_secs(5);

/// A [`Store`](crate::Store) in Redis (from 6.2 on) or Valkey. A clone is the same store.
///
/// Each verb is one script, so it takes effect whole or not at all. Every key has a time to live.
/// All keys of one store begin with `{prefix}` and lie in one slot of a cluster: one store is as
/// large as one of its machines. For more, keep what must last elsewhere
/// ([`SplitStore`](crate::SplitStore)), or give each provider a prefix of its own.
///
/// **What it may forget.** Redis answers before its copies know. After a failover, or without
/// `appendonly` after a crash, the last moments may be missing: a token that was handed out is
/// unknown, which is harmless; but a code that was spent, or a grant that was revoked, may be live
/// again. Where that cannot be, use [`SplitStore`](crate::SplitStore) over a database.
///
/// **When memory is full**, nothing new is kept, and every revocation still works.
///
/// ```no_run
/// use oauth2_runtime::RedisStore;
///
/// # async fn connect() -> Result<(), oauth2_runtime::StoreError> {
/// let store = RedisStore::connect("redis://127.0.0.1/").await?.prefix("photos")?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisStore {
    batches: Arc<Batches>,
    prefix: String,
}

impl RedisStore {
    /// Connects; one connection carries every verb, and is made anew when it breaks.
    ///
    /// # Errors
    /// The address cannot be read, nobody answers there within a few seconds, or the server is not
    /// fit: older than 6.2, a replica, or it may evict keys that are still good
    /// (`maxmemory-policy`).
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        // The error of an unreadable address must not repeat it: it may hold a password.
        let client = Client::open(url).map_err(|_| StoreError::new("not an address of Redis"))?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(Some(ANSWER))
            .set_number_of_retries(2)
            .set_max_delay(Duration::from_millis(500));
        let connection = ConnectionManager::new_with_config(client, config);
        Self::over(connection.await.map_err(StoreError::new)?).await
    }

    /// Uses a connection of the caller, as one over TLS. What is sent waits as long as its
    /// timeouts say, and no verb longer than five seconds.
    ///
    /// # Errors
    /// The server does not answer or is not fit, as above.
    pub async fn over(connection: ConnectionManager) -> Result<Self, StoreError> {
        let fitness = tokio::time::timeout(PATIENCE, fitness::check(&connection)).await;
        fitness.map_err(|_| silent())?.map_err(StoreError::new)?;
        Ok(Self {
            batches: Batches::over(connection),
            prefix: "{oauth2}".to_owned(),
        })
    }

    /// Puts all keys under another name than `oauth2`, so that two stores share a server.
    ///
    /// # Errors
    /// The name is empty, or has a brace or a colon in it.
    pub fn prefix(mut self, name: &str) -> Result<Self, StoreError> {
        if name.is_empty() || name.contains(['{', '}', ':']) {
            return Err(StoreError::new(
                "a prefix is a name without braces and colons",
            ));
        }
        self.prefix = format!("{{{name}}}");
        Ok(self)
    }

    async fn run<T: FromRedisValue>(&self, call: Call) -> Result<T, StoreError> {
        let answer = self.batches.answer(call).await?;
        redis::from_redis_value(answer).map_err(StoreError::new)
    }
}

/// No answer came in time.
fn silent() -> StoreError {
    StoreError::new("Redis does not answer")
}

/// A value of ours that is kept already.
fn taken(what: &'static str) -> StoreError {
    StoreError::new(format!("this {what} is kept already"))
}

/// An answer that only a script of another version can have given.
fn unknown_answer() -> BoxError {
    "a script of this store answered something else".into()
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}
