//! The store over any store of keys and values: every rule is here, the backend keeps bytes.

mod attempt;
mod codes;
mod grant_rows;
mod grants;
mod keys;
mod people;
mod purge;
mod revoke;
mod rows;
mod tokens;
mod verbs;

use self::attempt::Attempt;
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::secret;
use async_trait::async_trait;
use std::fmt;
use std::time::Duration;

/// The most changes of one commit.
const MOST_CHANGES: u32 = 16;

/// How often a verb begins anew when others are faster: each time one of them got on, so as many may
/// meet at one row.
const TRIES: u32 = 64;

/// The first pauses are as short as can be; later ones are drawn from up to a quarter of a second, so
/// that those who meet part. All of them take about seven seconds.
const YIELDS: u32 = 3;
const LONGEST_PAUSE: u32 = 8;

/// Keys and values with a conditional commit: `DynamoDB`, etcd, `FoundationDB`, sled, one table of any
/// SQL database. [`KeyValueStore`] makes a [`Store`](super::Store) of it.
///
/// A key has at most 49 bytes, of any value: hashes and ids, no names. What is listed together begins
/// with the same 33 bytes: a backend that lists within a partition alone may split each longer key
/// there. A value has some hundred bytes, and a few thousand at most unless names are long. No token,
/// code or session can be used by what stands there.
///
/// # What it must hold to
///
/// **What was committed is seen** by every call that begins afterwards, on whichever node: ask for
/// consistent reads where your backend has two kinds. The values of one `get` need not be of one
/// moment: what is decided by them is a condition of the commit, or is read a second time, or can only
/// ever end.
///
/// **Equal values are the condition.** A value that went and came back does no harm, since whatever
/// is decided is a function of the values. No version has to be kept.
///
/// **False means that nothing was written** and that a value is another one by now; then the verb
/// reads again. A commit whose reply is lost is an error, never false. So do not send it a second
/// time, unless your backend knows it again (as `DynamoDB` by `ClientRequestToken`): it would find its
/// own values, and a code that was just spent would look as if it came twice.
///
/// **Rows may go at their end and never earlier**, by a clock that is right; later is no harm. Where
/// the backend has a time to live of its own, give each row that of [`Change::expires_at`] and let
/// `expired` answer none.
///
/// A commit has at most 16 changes, a `get` at most 100 keys, whatever a person or a client has.
///
/// # Example
///
#[doc = include_str!("../../../docs/key_value.md")]
#[async_trait]
pub trait KeyValue: Send + Sync + 'static {
    /// The values of these keys, each once, in this order.
    ///
    /// # Errors
    ///
    /// The backend cannot be asked. So it is with each method; the endpoint answers 503.
    async fn get(&self, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, StoreError>;

    /// Makes all changes, or none: if and only if each key has the value [`Change::before`].
    ///
    /// They come in the order of their keys, so that locks are taken in one order, and no key comes
    /// twice. A key that must be absent is always written: an insert that meets another row is the
    /// condition that fails.
    async fn commit(&self, changes: &[Change]) -> Result<bool, StoreError>;

    /// Keys with their values that begin with `prefix` and are greater than `after`, in the order of
    /// their bytes, at most `limit`. None means that there are no more.
    async fn list(
        &self,
        prefix: &[u8],
        after: &[u8],
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError>;

    /// Keys of rows whose [`Change::expires_at`] is `now` or earlier, at most `limit`, the earliest
    /// first where that can be had: by the first one it is told how late the sweeper is. An index
    /// that lags behind is good enough: a row is looked at before it is removed.
    async fn expired(&self, now: Timestamp, limit: usize) -> Result<Vec<Vec<u8>>, StoreError>;

    /// Whether a restart forgets everything, as [`Store::is_volatile`](super::Store::is_volatile).
    fn is_volatile(&self) -> bool {
        false
    }

    /// Finishes what is under way and closes, as [`Store::shutdown`](super::Store::shutdown).
    async fn shutdown(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// What becomes of one key in [`KeyValue::commit`], and on what condition.
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    /// Which key.
    pub key: Vec<u8>,
    /// The value that it must have; `None`: it must be absent.
    pub before: Option<Vec<u8>>,
    /// The value that it has from then on; `None`: it is absent. The same as `before`: nothing is to
    /// be written, and the condition counts all the same.
    pub after: Option<Vec<u8>>,
    /// When the row may go, at the earliest; `None`: never.
    pub expires_at: Option<Timestamp>,
}

/// Neither key nor values: among them are hashes and salts, which print nothing elsewhere either.
impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("was_there", &self.before.is_some())
            .field("is_there", &self.after.is_some())
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// A [`Store`](super::Store) over a [`KeyValue`]: rotation, reuse, replay, revocation and all other
/// rules, so that a backend of yours is four short methods.
///
/// A look-up is two calls of `get`, whatever gives is one or two and a commit, and it begins anew
/// when others were faster. What is under way at 64 places of one row at once gets through; beyond
/// that it is an error after some seconds. Of one client the last 64 places are remembered where a
/// person allowed it something.
///
/// **Revoking a person or a client** is one write: a *mark* with a random value. Each row holds the
/// marks of its client and its person as they were when it was kept, and under another mark it is
/// over. Marks stay, one row for whoever was ever revoked; what they ended goes at its end. A consent
/// has none: after its client was revoked it lies there, without effect, until the person allows that
/// client something again. How many grants were ended is counted by listing, a page at a time: of a
/// client with a million grants that takes a while, after the mark already holds.
///
/// ```
/// use oauth2_runtime::{KeyValue, KeyValueStore, Store};
///
/// fn store(table: impl KeyValue) -> impl Store {
///     KeyValueStore::new(table)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct KeyValueStore<K> {
    kept: K,
}

/// What a verb decided by what it read: what becomes of the rows, and its answer.
type Decided<'store, K, T> = Result<(Attempt<'store, K>, T), StoreError>;

impl<K: KeyValue> KeyValueStore<K> {
    /// A store that keeps everything there.
    pub const fn new(kept: K) -> Self {
        Self { kept }
    }

    const fn attempt(&self) -> Attempt<'_, K> {
        Attempt::new(&self.kept)
    }

    /// Decides and commits, until nobody was faster.
    async fn repeat<'store, T, F>(&'store self, decide: impl Fn() -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Decided<'store, K, T>>,
    {
        for tries in 0..TRIES {
            pause(tries).await;
            let (rows, answer) = decide().await?;
            if let Some(answer) = rows.finish(answer).await? {
                return Ok(answer);
            }
        }
        Err(StoreError::new("too many change the same row at once"))
    }
}

async fn pause(tries: u32) {
    match tries {
        0 => {}
        1..=YIELDS => tokio::task::yield_now().await,
        _ => {
            let most = 1_u32 << (tries - YIELDS).min(LONGEST_PAUSE);
            let drawn = u32::from_le_bytes(secret::random()) % most;
            tokio::time::sleep(Duration::from_millis(drawn.into())).await;
        }
    }
}
