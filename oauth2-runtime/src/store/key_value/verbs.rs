//! The verbs of [`Store`], each decided by rows and then committed.

use super::keys::{self, Name, Side};
use super::{KeyValue, KeyValueStore};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{ClientId, GrantId, GrantSummary, SubjectId};
use crate::secret::TokenHash;
use crate::store::{
    AccessRecord, Claim, Claimed, CodeRecord, Consent, Inserted, NewAccess, RefreshRecord,
    RotateRefresh, RotatedRefresh, SessionRecord, Store, TakenCode,
};
use async_trait::async_trait;
use std::time::Duration;

#[async_trait]
impl<K: KeyValue> Store for KeyValueStore<K> {
    async fn claim_once(&self, claim: Claim, now: Timestamp) -> Result<Claimed, StoreError> {
        self.repeat(|| self.settle(&claim, now)).await
    }

    async fn insert_code(&self, code: CodeRecord) -> Result<Inserted, StoreError> {
        self.repeat(|| self.keep_code(&code)).await
    }

    async fn take_code(
        &self,
        client_id: &ClientId,
        code: &TokenHash,
        _now: Timestamp,
    ) -> Result<TakenCode, StoreError> {
        self.repeat(|| self.spend(client_id, code)).await
    }

    async fn insert_access(&self, new: NewAccess) -> Result<Inserted, StoreError> {
        new.check()?;
        self.repeat(|| self.keep_access(&new)).await
    }

    async fn find_access(&self, token: &TokenHash) -> Result<Option<AccessRecord>, StoreError> {
        self.access(token).await
    }

    async fn find_refresh(
        &self,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Result<Option<RefreshRecord>, StoreError> {
        self.refresh(client_id, family).await
    }

    async fn rotate_refresh(&self, rotation: RotateRefresh) -> Result<RotatedRefresh, StoreError> {
        self.repeat(|| self.rotate(&rotation)).await
    }

    async fn revoke_access(&self, token: &TokenHash) -> Result<(), StoreError> {
        self.repeat(|| self.forget(keys::access(token))).await
    }

    async fn revoke_grant(&self, grant: GrantId, _now: Timestamp) -> Result<(), StoreError> {
        self.repeat(|| self.end_one(grant)).await
    }

    async fn revoke_subject(&self, subject: &SubjectId, now: Timestamp) -> Result<u64, StoreError> {
        self.end_all(Side::Subject, Name::subject(subject), now)
            .await
    }

    async fn revoke_client(&self, client_id: &ClientId, now: Timestamp) -> Result<u64, StoreError> {
        self.end_all(Side::Client, Name::client(client_id), now)
            .await
    }

    async fn grants_of(
        &self,
        subject: &SubjectId,
        now: Timestamp,
    ) -> Result<Vec<GrantSummary>, StoreError> {
        self.grants(subject, now).await
    }

    async fn insert_session(&self, session: SessionRecord) -> Result<Inserted, StoreError> {
        self.repeat(|| self.keep_session(&session)).await
    }

    async fn find_session(&self, session: &TokenHash) -> Result<Option<SessionRecord>, StoreError> {
        self.session(session).await
    }

    async fn touch_session(&self, session: &TokenHash, now: Timestamp) -> Result<(), StoreError> {
        self.repeat(|| self.touch(session, now)).await
    }

    async fn end_session(&self, session: &TokenHash) -> Result<(), StoreError> {
        self.repeat(|| self.forget(keys::session(session))).await
    }

    async fn remember_consent(&self, consent: Consent) -> Result<(), StoreError> {
        self.repeat(|| self.remember(&consent)).await
    }

    async fn has_consent(&self, consent: &Consent) -> Result<bool, StoreError> {
        self.allows(consent).await
    }

    async fn purge_expired(&self, now: Timestamp, limit: u32) -> Result<u32, StoreError> {
        self.purge(now, limit).await
    }

    async fn overdue(&self, now: Timestamp) -> Result<Option<Duration>, StoreError> {
        self.late(now).await
    }

    fn is_volatile(&self) -> bool {
        self.kept.is_volatile()
    }

    async fn shutdown(&self) -> Result<(), StoreError> {
        self.kept.shutdown().await
    }
}
