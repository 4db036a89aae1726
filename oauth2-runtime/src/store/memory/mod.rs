//! The store of tests and demos: everything in memory, behind one lock.
//!
//! It must be obviously correct before it is fast: each verb is one call on [`State`] under the
//! lock, so none can be seen half done, and no lock is held across an `.await`.

mod blocks;
mod codes;
mod due;
mod grants;
mod index;
mod people;
mod refresh;
mod revoke;
mod sessions;
mod state;
mod table;
mod tokens;

use self::state::State;
use super::{
    AccessRecord, Claim, Claimed, CodeRecord, Consent, Inserted, NewAccess, RefreshRecord,
    RotateRefresh, RotatedRefresh, SessionRecord, Store, TakenCode,
};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{ClientId, GrantId, GrantSummary, SubjectId};
use crate::secret::TokenHash;
use async_trait::async_trait;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A [`Store`] that forgets everything when the process ends, for tests and demos.
///
/// A provider with an issuer other than loopback refuses it, unless
/// [`MemoryStore::allow_any_issuer`] was called. A clone is the same store.
///
/// ```
/// use oauth2_runtime::{MemoryStore, Store};
///
/// assert!(MemoryStore::new().is_volatile());
/// assert!(!MemoryStore::new().allow_any_issuer().is_volatile());
/// ```
#[derive(Clone)]
pub struct MemoryStore {
    rows: Arc<dyn Rows>,
    any_issuer: bool,
}

/// The rows behind a pointer: what drops so many tables is compiled once, here, and not again in the
/// crate of each provider.
trait Rows: Send + Sync {
    fn state(&self) -> &Mutex<State>;
}

impl Rows for Mutex<State> {
    fn state(&self) -> &Mutex<State> {
        self
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self {
            rows: Arc::new(Mutex::<State>::default()),
            any_issuer: false,
        }
    }
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Accepts that a restart logs everybody out, also under an issuer that is not loopback.
    #[must_use]
    pub const fn allow_any_issuer(mut self) -> Self {
        self.any_issuer = true;
        self
    }

    /// Every verb checks before it changes anything, so a poisoned lock guards a whole state.
    fn state(&self) -> MutexGuard<'_, State> {
        let state = self.rows.state().lock();
        state.unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("any_issuer", &self.any_issuer)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn claim_once(&self, claim: Claim, now: Timestamp) -> Result<Claimed, StoreError> {
        self.state().claim_once(&claim, now)
    }

    async fn insert_code(&self, code: CodeRecord) -> Result<Inserted, StoreError> {
        self.state().insert_code(code)
    }

    async fn take_code(
        &self,
        client_id: &ClientId,
        code: &TokenHash,
        _now: Timestamp,
    ) -> Result<TakenCode, StoreError> {
        Ok(self.state().take_code(client_id, code))
    }

    async fn insert_access(&self, access: NewAccess) -> Result<Inserted, StoreError> {
        self.state().insert_access(access)
    }

    async fn find_access(&self, token: &TokenHash) -> Result<Option<AccessRecord>, StoreError> {
        Ok(self.state().find_access(token))
    }

    async fn find_refresh(
        &self,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Result<Option<RefreshRecord>, StoreError> {
        Ok(self.state().find_refresh(client_id, family))
    }

    async fn rotate_refresh(&self, rotation: RotateRefresh) -> Result<RotatedRefresh, StoreError> {
        self.state().rotate_refresh(rotation)
    }

    async fn revoke_access(&self, token: &TokenHash) -> Result<(), StoreError> {
        self.state().revoke_access(token);
        Ok(())
    }

    async fn revoke_grant(&self, grant: GrantId, _now: Timestamp) -> Result<(), StoreError> {
        self.state().revoke_grant(grant);
        Ok(())
    }

    async fn revoke_subject(&self, subject: &SubjectId, now: Timestamp) -> Result<u64, StoreError> {
        Ok(self.state().revoke_subject(subject, now))
    }

    async fn revoke_client(&self, client_id: &ClientId, now: Timestamp) -> Result<u64, StoreError> {
        Ok(self.state().revoke_client(client_id, now))
    }

    async fn grants_of(
        &self,
        subject: &SubjectId,
        now: Timestamp,
    ) -> Result<Vec<GrantSummary>, StoreError> {
        Ok(self.state().grants_of(subject, now))
    }

    async fn insert_session(&self, session: SessionRecord) -> Result<Inserted, StoreError> {
        self.state().insert_session(session)
    }

    async fn find_session(&self, session: &TokenHash) -> Result<Option<SessionRecord>, StoreError> {
        Ok(self.state().find_session(session))
    }

    async fn touch_session(&self, session: &TokenHash, now: Timestamp) -> Result<(), StoreError> {
        self.state().touch_session(session, now);
        Ok(())
    }

    async fn end_session(&self, session: &TokenHash) -> Result<(), StoreError> {
        self.state().end_session(session);
        Ok(())
    }

    async fn remember_consent(&self, consent: Consent) -> Result<(), StoreError> {
        self.state().remember_consent(&consent);
        Ok(())
    }

    async fn has_consent(&self, consent: &Consent) -> Result<bool, StoreError> {
        Ok(self.state().has_consent(consent))
    }

    async fn purge_expired(&self, now: Timestamp, limit: u32) -> Result<u32, StoreError> {
        Ok(self.state().purge_expired(now, limit))
    }

    async fn overdue(&self, now: Timestamp) -> Result<Option<Duration>, StoreError> {
        Ok(self.state().overdue(now))
    }

    fn is_volatile(&self) -> bool {
        !self.any_issuer
    }
}
