//! What must be remembered: few verbs, each atomic, taking hashes only.
//!
//! A store never sees a token, a code or a session in clear. A read followed by a write that spends
//! something twice cannot be written against these verbs.

#[cfg(feature = "cached")]
mod cached;
#[cfg(feature = "testing")]
pub mod contract;
mod family;
#[cfg(feature = "key-value")]
mod key_value;
mod memory;
mod memory_clients;
#[cfg(feature = "password")]
mod memory_users;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod migrations;
mod narrow;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod new_file;
mod packed;
#[cfg(feature = "password")]
mod password;
#[cfg(feature = "postgres")]
mod postgres;
mod record;
#[cfg(feature = "redis")]
mod redis;
#[cfg(feature = "redis")]
mod split;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;
mod ticket;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod transfer;

#[cfg(feature = "redis")]
pub use self::redis::RedisStore;
#[cfg(feature = "cached")]
pub use cached::CachedStore;
pub use family::RefreshFamily;
#[cfg(feature = "key-value")]
pub use key_value::{Change, KeyValue, KeyValueStore};
pub use memory::MemoryStore;
pub use memory_clients::MemoryClients;
#[cfg(feature = "password")]
pub use memory_users::MemoryUsers;
pub(crate) use narrow::{Accesses, Expiring};
pub(crate) use packed::{Reader, Writer};
#[cfg(feature = "password")]
pub use password::{PasswordHash, PasswordHasher};
#[cfg(feature = "postgres")]
pub use postgres::{PostgresOptions, PostgresStore, deadpool_postgres, tokio_postgres};
pub use record::{
    AccessRecord, CodeRecord, Consent, GrantRecord, Inserted, NewAccess, RefreshRecord,
    RefreshStart, RotateRefresh, RotatedRefresh, SessionRecord, TakenCode,
};
#[cfg(feature = "redis")]
pub use split::{Durable, SplitStore};
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;
pub use ticket::{Claim, Claimed, Verdict};

use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{ClientId, GrantId, GrantSummary, SubjectId};
use crate::secret::TokenHash;
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Duration;

/// How often one rotation of a refresh token may be retried.
const MOST_RETRIES: u8 = 16;

/// Remembers codes, tokens, grants, sessions and consents. Needed by every grant; mark:
/// `#[oauth2(store)]`.
///
/// Every verb is atomic: it takes effect whole or not at all, also when two processes call it at
/// once. Every failure is a [`StoreError`] and answers 503; nothing is half written. Times are
/// arguments: a store has no clock, and it never decides by deleting early.
///
/// Hooks are plain `async fn`; this trait alone takes `#[async_trait]`, so that `Arc<dyn Store>`
/// is a store.
///
/// # How to write your own store
///
/// The short way is [`KeyValue`] (feature `key-value`): four methods over keys and values of any
/// database that has a conditional commit, and [`KeyValueStore`] has all rules on top.
///
#[cfg_attr(
    feature = "key-value",
    doc = concat!(
        "This is a whole one, in memory:\n\n",
        include_str!("../../docs/key_value.md")
    )
)]
///
/// The long way is this trait itself, for those who want one round trip a verb. Keep each row under
/// its hash, each grant under its id, a refresh family under its client and its hash, a consent under
/// person, client and place. Make each verb one transaction: check everything, then write. What hangs
/// on a grant is void with it, so every look-up asks for the grant too. What every store decides alike
/// is decided by the records: [`RefreshFamily::rotate`], [`NewAccess::check`], [`Claim::repeats`],
/// [`CodeRecord::kept_grant`], [`GrantRecord::prolong`], [`GrantRecord::summary`],
/// [`Consent::added_to`]. `tests/stores/faults/direct.rs` in the repository is such a store.
///
/// Either way let the contract say what is missing: `store_contract!` of the
/// [feature](crate#features) `testing`, one `#[test]` a check, races, restarts and hostile names
/// included.
///
/// ```
/// # #[cfg(feature = "testing")]
/// mod contract {
///     use oauth2_runtime::{MemoryStore as MyStore, Store, contract::Backend};
///     use std::sync::Arc;
///
///     struct Place(MyStore); // the folder, schema or server that your stores share
///
///     impl Backend for Place {
///         async fn new() -> Self {
///             Self(MyStore::new())
///         }
///
///         async fn open(&self) -> Arc<dyn Store> {
///             Arc::new(self.0.clone())
///         }
///     }
///
///     oauth2_runtime::store_contract!(Place);
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as a token store",
    label = "not a `Store`",
    note = "use `MemoryStore` or `SqliteStore`, or write `#[async_trait] impl Store for {Self} {{ .. }}`\n(a type of another crate becomes one in a struct of your own round it)"
)]
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Settles a ticket, once: the first call keeps the verdict for an hour past
    /// `claim.expires_at` and, with the verdict to allow, creates the grant and the code in the
    /// same step.
    ///
    /// A later call changes nothing and answers [`Claimed::Again`] when the verdict and the hash of
    /// the code are the same ones and the code, if there is one, is neither spent nor expired at
    /// `now`; [`Claimed::Over`] otherwise.
    async fn claim_once(&self, claim: Claim, now: Timestamp) -> Result<Claimed, StoreError>;

    /// Creates a grant and its code, for a decision that was taken without a page.
    async fn insert_code(&self, code: CodeRecord) -> Result<Inserted, StoreError>;

    /// Spends a code of this client. Of any number of calls at once exactly one gets
    /// [`TakenCode::Fresh`]. Another client's code is `Unknown` and stays as it is. A spent code
    /// that comes again revokes its grant in the same step. Expiry is the caller's to judge; a spent
    /// code is remembered at least until it expires.
    async fn take_code(
        &self,
        client_id: &ClientId,
        code: &TokenHash,
        now: Timestamp,
    ) -> Result<TakenCode, StoreError>;

    /// Keeps an access token, creating its grant or starting its refresh family as asked, in the
    /// same step in which it checks that the grant is not revoked.
    async fn insert_access(&self, access: NewAccess) -> Result<Inserted, StoreError>;

    /// The access token of this hash, unless it or its grant is revoked. Expiry is the caller's to
    /// judge.
    async fn find_access(&self, token: &TokenHash) -> Result<Option<AccessRecord>, StoreError>;

    /// The refresh family of this client, unless its grant is revoked.
    async fn find_refresh(
        &self,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Result<Option<RefreshRecord>, StoreError>;

    /// Rotates a refresh family and keeps the new access token, in one step.
    ///
    /// With `presented` the current secret: [`RotatedRefresh::Rotated`]. With `presented` the
    /// previous one, the same scope parameter, within `retry_window` of the rotation and fewer than
    /// sixteen times: [`RotatedRefresh::Retried`], with the salt of that rotation. With anything
    /// else: the grant is revoked in the same step and the answer is [`RotatedRefresh::Reused`].
    async fn rotate_refresh(&self, rotation: RotateRefresh) -> Result<RotatedRefresh, StoreError>;

    /// Makes one access token void. Unknown hashes are no error.
    async fn revoke_access(&self, token: &TokenHash) -> Result<(), StoreError>;

    /// Makes a grant void, with its code, refresh family and every access token, now and later, and
    /// forgets what the person allowed its client.
    async fn revoke_grant(&self, grant: GrantId, now: Timestamp) -> Result<(), StoreError>;

    /// Revokes every grant, ends every session and forgets every consent of a person; answers how
    /// many grants it were. What began in an earlier second than `now` and is inserted later, as a
    /// login that was under way, is refused: [`Inserted::Revoked`], [`Claimed::Over`].
    async fn revoke_subject(&self, subject: &SubjectId, now: Timestamp) -> Result<u64, StoreError>;

    /// Revokes every grant and every access token of a client and forgets every consent to it;
    /// answers how many grants it were. What began earlier is refused as above.
    async fn revoke_client(&self, client_id: &ClientId, now: Timestamp) -> Result<u64, StoreError>;

    /// The grants of a person that are not revoked and not past their end, newest first.
    async fn grants_of(
        &self,
        subject: &SubjectId,
        now: Timestamp,
    ) -> Result<Vec<GrantSummary>, StoreError>;

    /// Keeps a login session.
    async fn insert_session(&self, session: SessionRecord) -> Result<Inserted, StoreError>;

    /// The session of this hash. Expiry is the caller's to judge.
    async fn find_session(&self, session: &TokenHash) -> Result<Option<SessionRecord>, StoreError>;

    /// Notes that a session was used.
    async fn touch_session(&self, session: &TokenHash, now: Timestamp) -> Result<(), StoreError>;

    /// Ends a session. Unknown hashes are no error.
    async fn end_session(&self, session: &TokenHash) -> Result<(), StoreError>;

    /// Remembers what a person allowed; scopes of an earlier consent to the same client and
    /// redirect URI stay allowed.
    async fn remember_consent(&self, consent: Consent) -> Result<(), StoreError>;

    /// Whether a person has allowed this client, redirect URI and all of these scopes before.
    async fn has_consent(&self, consent: &Consent) -> Result<bool, StoreError>;

    /// Deletes at most `limit` rows that are past their end at `now`, or erases what such a row need
    /// not keep, and answers how many it were. A result below `limit` means that nothing is left.
    async fn purge_expired(&self, now: Timestamp, limit: u32) -> Result<u32, StoreError>;

    /// How long the oldest row that `purge_expired` would remove at `now` is past its end; none when
    /// there is no such row. Provided for stores whose rows go by themselves: none.
    async fn overdue(&self, now: Timestamp) -> Result<Option<Duration>, StoreError> {
        let _ = now;
        Ok(None)
    }

    /// Whether a restart forgets everything. Such a store is refused under an issuer other than
    /// loopback.
    fn is_volatile(&self) -> bool {
        false
    }

    /// Finishes what is under way and closes; called once, by `AuthorizationServer::shutdown`.
    async fn shutdown(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Who plays `store`: printed by the attribute.
pub trait HasStore {
    /// Lends what plays the role.
    fn store(&self) -> &impl Store;
}

macro_rules! forward {
    ($($outer:ty),*) => {$(
        #[async_trait]
        impl<T: Store + ?Sized> Store for $outer {
            async fn claim_once(&self, claim: Claim, now: Timestamp) -> Result<Claimed, StoreError> {
                (**self).claim_once(claim, now).await
            }
            async fn insert_code(&self, code: CodeRecord) -> Result<Inserted, StoreError> {
                (**self).insert_code(code).await
            }
            async fn take_code(
                &self,
                client_id: &ClientId,
                code: &TokenHash,
                now: Timestamp,
            ) -> Result<TakenCode, StoreError> {
                (**self).take_code(client_id, code, now).await
            }
            async fn insert_access(&self, access: NewAccess) -> Result<Inserted, StoreError> {
                (**self).insert_access(access).await
            }
            async fn find_access(
                &self,
                token: &TokenHash,
            ) -> Result<Option<AccessRecord>, StoreError> {
                (**self).find_access(token).await
            }
            async fn find_refresh(
                &self,
                client_id: &ClientId,
                family: &TokenHash,
            ) -> Result<Option<RefreshRecord>, StoreError> {
                (**self).find_refresh(client_id, family).await
            }
            async fn rotate_refresh(
                &self,
                rotation: RotateRefresh,
            ) -> Result<RotatedRefresh, StoreError> {
                (**self).rotate_refresh(rotation).await
            }
            async fn revoke_access(&self, token: &TokenHash) -> Result<(), StoreError> {
                (**self).revoke_access(token).await
            }
            async fn revoke_grant(&self, grant: GrantId, now: Timestamp) -> Result<(), StoreError> {
                (**self).revoke_grant(grant, now).await
            }
            async fn revoke_subject(
                &self,
                subject: &SubjectId,
                now: Timestamp,
            ) -> Result<u64, StoreError> {
                (**self).revoke_subject(subject, now).await
            }
            async fn revoke_client(
                &self,
                client_id: &ClientId,
                now: Timestamp,
            ) -> Result<u64, StoreError> {
                (**self).revoke_client(client_id, now).await
            }
            async fn grants_of(
                &self,
                subject: &SubjectId,
                now: Timestamp,
            ) -> Result<Vec<GrantSummary>, StoreError> {
                (**self).grants_of(subject, now).await
            }
            async fn insert_session(&self, session: SessionRecord) -> Result<Inserted, StoreError> {
                (**self).insert_session(session).await
            }
            async fn find_session(
                &self,
                session: &TokenHash,
            ) -> Result<Option<SessionRecord>, StoreError> {
                (**self).find_session(session).await
            }
            async fn touch_session(
                &self,
                session: &TokenHash,
                now: Timestamp,
            ) -> Result<(), StoreError> {
                (**self).touch_session(session, now).await
            }
            async fn end_session(&self, session: &TokenHash) -> Result<(), StoreError> {
                (**self).end_session(session).await
            }
            async fn remember_consent(&self, consent: Consent) -> Result<(), StoreError> {
                (**self).remember_consent(consent).await
            }
            async fn has_consent(&self, consent: &Consent) -> Result<bool, StoreError> {
                (**self).has_consent(consent).await
            }
            async fn purge_expired(&self, now: Timestamp, limit: u32) -> Result<u32, StoreError> {
                (**self).purge_expired(now, limit).await
            }
            async fn overdue(&self, now: Timestamp) -> Result<Option<Duration>, StoreError> {
                (**self).overdue(now).await
            }
            fn is_volatile(&self) -> bool {
                (**self).is_volatile()
            }
            async fn shutdown(&self) -> Result<(), StoreError> {
                (**self).shutdown().await
            }
        }
    )*};
}

forward!(Arc<T>, Box<T>, &'static T);
