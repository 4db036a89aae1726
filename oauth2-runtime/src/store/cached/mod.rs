//! A store that remembers which tokens are live, so that a request need not ask for it each time.

mod ended;
mod generation;
mod roles;
mod rows;
mod verbs;

use self::ended::{Clearing, Ended};
use self::rows::Rows;
use super::Store;
use crate::error::StoreError;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long an answer of the store is good, unless [`CachedStore::max_age`] says otherwise.
const MAX_AGE: Duration = Duration::from_secs(5);

/// A [`Store`] over another one, which remembers live access tokens: a request that bears one of
/// them asks no database. It plays `clients` and `client_credentials` as the store behind does. A
/// clone is the same store with the same cache.
///
/// **What is revoked through it is over when the verb answers**, as without it: whatever ends tokens
/// clears them here first, a replayed code and a reused refresh token too, also when the store
/// failed, and when the caller went away meanwhile. Tell the server, or this store; what is told to
/// the store [behind](CachedStore::uncached) directly is as what another node does.
///
/// **What another node revokes is over here after [`CachedStore::max_age`] at the latest**, five
/// seconds unless you say otherwise, for guards and introspection alike. RFC 7009 §2.1 knows of this
/// delay and asks to keep it small. The same holds for what a store does after it said that it
/// failed. While the store is away, tokens that were just used go on working for as long, and every
/// other one is answered 503.
///
/// Tokens that the store does not know are not remembered: nobody can fill the cache with them, and
/// a token is good at once on every node. The cache is in the memory of the process and bounded:
/// when more tokens are in use than it has rows, the store is asked for the others.
///
/// ```
/// use oauth2_runtime::CachedStore;
/// # #[cfg(feature = "sqlite")]
/// # mod app {
/// # use super::CachedStore;
/// use oauth2_runtime::{SqliteStore, grants, prelude::*};
/// use std::time::Duration;
///
/// #[oauth2_provider(grants(client_credentials))]
/// struct Robots {
///     #[oauth2(store, clients, client_credentials)]
///     store: CachedStore<SqliteStore>,
/// }
///
/// # pub async fn start() -> Result<(), Box<dyn std::error::Error>> {
/// let file = SqliteStore::in_memory()?; // in earnest: SqliteStore::open("oauth2.db")?
/// let store = CachedStore::new(file, 100_000).max_age(Duration::from_secs(2));
/// let billing = Client::confidential("billing", &ClientSecret::random())
///     .grants(grants::client_credentials);
/// store.uncached().register(&billing.build()?).await?;
/// let server = Robots { store }.at("http://127.0.0.1:3000")?;
/// # Ok(())
/// # }
/// # }
/// # #[cfg(feature = "sqlite")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() { app::start().await.unwrap() }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
pub struct CachedStore<S> {
    shared: Arc<Shared<S>>,
    max_age: Duration,
}

struct Shared<S> {
    store: S,
    rows: Mutex<Rows>,
}

impl<S> CachedStore<S> {
    /// A cache over this store: so many of the tokens that were used last are remembered, and never
    /// more than twice as many. A row takes some 300 to 400 bytes; with none, the store is always asked.
    #[must_use]
    pub fn new(store: S, rows: usize) -> Self {
        let rows = Mutex::new(Rows::new(rows));
        Self {
            shared: Arc::new(Shared { store, rows }),
            max_age: MAX_AGE,
        }
    }

    /// How long an answer of the store is good, counted from when it was asked: what other nodes
    /// revoke is honoured after that at the latest. With zero, each request asks the store.
    #[must_use]
    pub const fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = max_age;
        self
    }

    /// The store behind, to administer clients or take backups with. Revoke through the cache.
    #[must_use]
    pub fn uncached(&self) -> &S {
        &self.shared.store
    }
}

impl<S> Shared<S> {
    /// The lock is never held over an `.await`. Nothing that is done to rows can panic halfway, so a
    /// poisoned one guards whole rows.
    fn rows<T>(&self, work: impl FnOnce(&mut Rows) -> T) -> T {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = work(&mut rows);
        let forgotten = rows.forgotten.take();
        drop(rows);
        drop(forgotten);
        answer
    }
}

impl<S: Store> CachedStore<S> {
    /// Takes a verb to its end, also when its caller goes away, and clears what it has ended before
    /// anybody is told; `at_worst` when it failed. A caller that goes away can neither leave alive
    /// here what the store then ends, nor make this clear more than was ended.
    async fn ending<T, F>(
        &self,
        at_worst: Ended,
        ended: impl FnOnce(&T) -> Option<Ended> + Send + 'static,
        verb: impl FnOnce(Arc<Shared<S>>) -> F + Send + 'static,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, StoreError>> + Send + 'static,
    {
        let shared = Arc::clone(&self.shared);
        let work = tokio::spawn(async move {
            let mut clearing = Clearing {
                shared: Arc::clone(&shared),
                ended: Some(at_worst),
            };
            let answer = verb(shared).await?;
            clearing.ended = ended(&answer);
            Ok(answer)
        });
        work.await.map_err(StoreError::new)?
    }

    /// The same for a verb that ends what it names whenever it answers.
    async fn revoking<T, F>(
        &self,
        ended: Ended,
        verb: impl FnOnce(Arc<Shared<S>>) -> F + Send + 'static,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, StoreError>> + Send + 'static,
    {
        let named = ended.clone();
        self.ending(ended, move |_| Some(named), verb).await
    }
}

impl<S> Clone for CachedStore<S> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            max_age: self.max_age,
        }
    }
}

impl<S: fmt::Debug> fmt::Debug for CachedStore<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedStore")
            .field("store", &self.shared.store)
            .field("max_age", &self.max_age)
            .finish_non_exhaustive()
    }
}
