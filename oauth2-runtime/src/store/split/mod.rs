//! The store of many machines: what must last in a database, what is short-lived in Redis.

pub(super) mod durable;
mod roles;

pub use durable::Durable;

use super::{
    AccessRecord, Claim, Claimed, CodeRecord, Consent, Inserted, NewAccess, RedisStore,
    RefreshRecord, RotateRefresh, RotatedRefresh, SessionRecord, Store, TakenCode,
};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{ClientId, GrantId, GrantSummary, SubjectId};
use crate::secret::TokenHash;
use async_trait::async_trait;
use std::time::Duration;

/// How often a mark is tried again that Redis did not take, and what lies between two times.
const TRIES: u32 = 900;
const PAUSE: Duration = Duration::from_secs(1);

/// A [`Store`] of two: grants, codes, tickets, refresh families, consents and clients are kept in a
/// database, access tokens and login sessions in Redis. A clone is the same store. It plays
/// `clients` and `client_credentials` as the database does.
///
/// The database decides, Redis remembers: a token's row is put into Redis before the database says
/// whether it may live, and taken back when it may not. A revocation is marked in Redis before and
/// after it is written to the database, so that a failure in between leaves tokens dead, never
/// alive. One that fails is to be repeated: a token that was put into Redis in the very second of
/// the first mark, and before the database knew, is ended by the second mark alone.
///
/// **What Redis may forget** when it fails over to a copy that had not heard of the last moments: a
/// token (the client asks anew), a session (the person signs in again), and that something was
/// revoked: then an access token lives on until its end, although its grant is over and no refresh
/// follows. Where that cannot be, [`SplitStore::asking`] looks at the database for each token.
///
/// ```no_run
/// use oauth2_runtime::{RedisStore, SplitStore, SqliteStore};
///
/// # async fn open() -> Result<(), oauth2_runtime::StoreError> {
/// let durable = SqliteStore::open("oauth2.db")?;
/// let short_lived = RedisStore::connect("redis://127.0.0.1/").await?;
/// let store = SplitStore::new(durable, short_lived);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SplitStore<D> {
    durable: D,
    short_lived: RedisStore,
    asks: bool,
}

impl<D: Durable> SplitStore<D> {
    /// Both halves of one provider. Every node of it needs the same two.
    pub const fn new(durable: D, short_lived: RedisStore) -> Self {
        Self {
            durable,
            short_lived,
            asks: false,
        }
    }

    /// Asks the database about the grant of each token that is presented: one look-up by key, and no
    /// grant, person or client that Redis forgot to have been revoked opens no route again. That one
    /// token alone was revoked, or one session ended, Redis alone knows.
    #[must_use]
    pub fn asking(mut self) -> Self {
        self.asks = true;
        self
    }

    /// The half that lasts, to administer clients with.
    pub const fn durable(&self) -> &D {
        &self.durable
    }

    /// Takes a verb of several steps to its end, also when its caller goes away between two of them.
    async fn to_its_end<T, F>(&self, verb: impl FnOnce(Self) -> F + Send) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, StoreError>> + Send + 'static,
    {
        let work = tokio::spawn(verb(self.clone()));
        work.await.map_err(StoreError::new)?
    }

    /// Ends the tokens of a grant that the database has ended by itself. When Redis is away the caller
    /// is told, and it is tried again for as long as such a token usually lives.
    async fn end_tokens_of(&self, grant: GrantId) -> Result<(), StoreError> {
        let told = self.short_lived.mark_grant(grant).await;
        if told.is_err() {
            let redis = self.short_lived.clone();
            tokio::spawn(async move {
                for _ in 0..TRIES {
                    tokio::time::sleep(PAUSE).await;
                    if redis.mark_grant(grant).await.is_ok() {
                        return;
                    }
                }
            });
        }
        told
    }

    /// Puts the row in its place, lets the database decide, and takes the row back unless it may
    /// live. Nobody knows the token before the answer. `None`: a revocation came first.
    async fn keep<T: Send>(
        &self,
        access: &AccessRecord,
        decide: impl Future<Output = Result<T, StoreError>> + Send,
        lives: impl FnOnce(&T) -> bool + Send,
    ) -> Result<Option<T>, StoreError> {
        if self.short_lived.keep(access).await? == Inserted::Revoked {
            return Ok(None);
        }
        let decided = decide.await;
        if !decided.as_ref().is_ok_and(lives) {
            // What cannot be taken back was never handed out, and goes at its end.
            let _ = self.short_lived.revoke_access(&access.hash).await;
        }
        decided.map(Some)
    }
}

#[async_trait]
impl<D: Durable> Store for SplitStore<D> {
    async fn claim_once(&self, claim: Claim, now: Timestamp) -> Result<Claimed, StoreError> {
        self.durable.claim_once(claim, now).await
    }

    async fn insert_code(&self, code: CodeRecord) -> Result<Inserted, StoreError> {
        self.durable.insert_code(code).await
    }

    async fn take_code(
        &self,
        client_id: &ClientId,
        code: &TokenHash,
        now: Timestamp,
    ) -> Result<TakenCode, StoreError> {
        let (client_id, code) = (client_id.clone(), *code);
        self.to_its_end(move |store| async move {
            let taken = store.durable.take_code(&client_id, &code, now).await?;
            if let TakenCode::Spent(grant) = &taken {
                store.end_tokens_of(*grant).await?;
            }
            Ok(taken)
        })
        .await
    }

    async fn insert_access(&self, new: NewAccess) -> Result<Inserted, StoreError> {
        self.to_its_end(move |store| async move {
            let access = new.access.clone();
            let decide = store.durable.admit(new);
            let inserted = store.keep(&access, decide, |inserted| *inserted == Inserted::Live);
            Ok(inserted.await?.unwrap_or(Inserted::Revoked))
        })
        .await
    }

    async fn find_access(&self, token: &TokenHash) -> Result<Option<AccessRecord>, StoreError> {
        let found = self.short_lived.find_kept(token).await?;
        let Some(access) = found else {
            return Ok(None);
        };
        let lives = !self.asks || self.durable.admits(&access).await?;
        Ok(lives.then_some(access))
    }

    async fn find_refresh(
        &self,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Result<Option<RefreshRecord>, StoreError> {
        self.durable.find_refresh(client_id, family).await
    }

    async fn rotate_refresh(&self, rotation: RotateRefresh) -> Result<RotatedRefresh, StoreError> {
        use RotatedRefresh::{Retried, Reused, Rotated};

        self.to_its_end(move |store| async move {
            let access = rotation.access.clone();
            let decide = store.durable.rotate_family(rotation);
            let rotated = store.keep(&access, decide, |it| matches!(it, Rotated | Retried { .. }));
            let rotated = rotated.await?.unwrap_or(RotatedRefresh::Unknown);
            if let Reused(grant) = rotated {
                store.end_tokens_of(grant).await?;
            }
            Ok(rotated)
        })
        .await
    }

    async fn revoke_access(&self, token: &TokenHash) -> Result<(), StoreError> {
        self.short_lived.revoke_access(token).await
    }

    async fn revoke_grant(&self, grant: GrantId, now: Timestamp) -> Result<(), StoreError> {
        self.to_its_end(move |store| async move {
            // The mark ends what is kept before it and after it: once is enough.
            store.short_lived.mark_grant(grant).await?;
            store.durable.revoke_grant(grant, now).await
        })
        .await
    }

    async fn revoke_subject(&self, subject: &SubjectId, now: Timestamp) -> Result<u64, StoreError> {
        let subject = subject.clone();
        self.to_its_end(move |store| async move {
            store.short_lived.revoke_subject(&subject, now).await?;
            let grants = store.durable.revoke_subject(&subject, now).await?;
            // What was kept between the two.
            store.short_lived.revoke_subject(&subject, now).await?;
            Ok(grants)
        })
        .await
    }

    async fn revoke_client(&self, client_id: &ClientId, now: Timestamp) -> Result<u64, StoreError> {
        let client_id = client_id.clone();
        self.to_its_end(move |store| async move {
            store.short_lived.revoke_client(&client_id, now).await?;
            let grants = store.durable.revoke_client(&client_id, now).await?;
            store.short_lived.revoke_client(&client_id, now).await?;
            Ok(grants)
        })
        .await
    }

    async fn grants_of(
        &self,
        subject: &SubjectId,
        now: Timestamp,
    ) -> Result<Vec<GrantSummary>, StoreError> {
        self.durable.grants_of(subject, now).await
    }

    async fn insert_session(&self, session: SessionRecord) -> Result<Inserted, StoreError> {
        self.short_lived.insert_session(session).await
    }

    async fn find_session(&self, session: &TokenHash) -> Result<Option<SessionRecord>, StoreError> {
        self.short_lived.find_session(session).await
    }

    async fn touch_session(&self, session: &TokenHash, now: Timestamp) -> Result<(), StoreError> {
        self.short_lived.touch_session(session, now).await
    }

    async fn end_session(&self, session: &TokenHash) -> Result<(), StoreError> {
        self.short_lived.end_session(session).await
    }

    async fn remember_consent(&self, consent: Consent) -> Result<(), StoreError> {
        self.durable.remember_consent(consent).await
    }

    async fn has_consent(&self, consent: &Consent) -> Result<bool, StoreError> {
        self.durable.has_consent(consent).await
    }

    async fn purge_expired(&self, now: Timestamp, limit: u32) -> Result<u32, StoreError> {
        self.durable.purge_expired(now, limit).await
    }

    async fn overdue(&self, now: Timestamp) -> Result<Option<Duration>, StoreError> {
        self.durable.overdue(now).await
    }

    fn is_volatile(&self) -> bool {
        self.durable.is_volatile()
    }

    async fn shutdown(&self) -> Result<(), StoreError> {
        self.durable.shutdown().await
    }
}
