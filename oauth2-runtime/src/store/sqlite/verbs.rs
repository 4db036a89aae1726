//! The verbs of [`Store`], each one job for the writer or one look-up beside it.

use super::{SqliteStore, grants, people, purge, revoke, tokens};
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
impl Store for SqliteStore {
    async fn claim_once(&self, claim: Claim, now: Timestamp) -> Result<Claimed, StoreError> {
        self.write(move |db| grants::claim_once(db, &claim, now))
            .await
    }

    async fn insert_code(&self, code: CodeRecord) -> Result<Inserted, StoreError> {
        self.write(move |db| grants::insert_code(db, &code)).await
    }

    async fn take_code(
        &self,
        client_id: &ClientId,
        code: &TokenHash,
        now: Timestamp,
    ) -> Result<TakenCode, StoreError> {
        let (client_id, code) = (client_id.clone(), *code);
        self.write(move |db| grants::take_code(db, &client_id, &code, now))
            .await
    }

    async fn insert_access(&self, access: NewAccess) -> Result<Inserted, StoreError> {
        self.write(move |db| tokens::insert_access(db, &access))
            .await
    }

    async fn find_access(&self, token: &TokenHash) -> Result<Option<AccessRecord>, StoreError> {
        let token = *token;
        self.read(move |db| tokens::find_access(db, &token)).await
    }

    async fn find_refresh(
        &self,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Result<Option<RefreshRecord>, StoreError> {
        let (client_id, family) = (client_id.clone(), *family);
        self.read(move |db| tokens::find_refresh(db, &client_id, &family))
            .await
    }

    async fn rotate_refresh(&self, rotation: RotateRefresh) -> Result<RotatedRefresh, StoreError> {
        self.write(move |db| tokens::rotate_refresh(db, &rotation))
            .await
    }

    async fn revoke_access(&self, token: &TokenHash) -> Result<(), StoreError> {
        let token = *token;
        self.write(move |db| tokens::revoke_access(db, &token))
            .await
    }

    async fn revoke_grant(&self, grant: GrantId, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |db| revoke::revoke_grant(db, grant, now))
            .await
    }

    async fn revoke_subject(&self, subject: &SubjectId, now: Timestamp) -> Result<u64, StoreError> {
        let subject = subject.clone();
        self.write(move |db| revoke::revoke_subject(db, &subject, now))
            .await
    }

    async fn revoke_client(&self, client_id: &ClientId, now: Timestamp) -> Result<u64, StoreError> {
        let client_id = client_id.clone();
        self.write(move |db| revoke::revoke_client(db, &client_id, now))
            .await
    }

    async fn grants_of(
        &self,
        subject: &SubjectId,
        now: Timestamp,
    ) -> Result<Vec<GrantSummary>, StoreError> {
        let subject = subject.clone();
        self.read(move |db| grants::grants_of(db, &subject, now))
            .await
    }

    async fn insert_session(&self, session: SessionRecord) -> Result<Inserted, StoreError> {
        self.write(move |db| people::insert_session(db, &session))
            .await
    }

    async fn find_session(&self, session: &TokenHash) -> Result<Option<SessionRecord>, StoreError> {
        let session = *session;
        self.read(move |db| people::find_session(db, &session))
            .await
    }

    async fn touch_session(&self, session: &TokenHash, now: Timestamp) -> Result<(), StoreError> {
        let session = *session;
        self.write(move |db| people::touch_session(db, &session, now))
            .await
    }

    async fn end_session(&self, session: &TokenHash) -> Result<(), StoreError> {
        let session = *session;
        self.write(move |db| people::end_session(db, &session))
            .await
    }

    async fn remember_consent(&self, consent: Consent) -> Result<(), StoreError> {
        self.write(move |db| people::remember_consent(db, &consent))
            .await
    }

    async fn has_consent(&self, consent: &Consent) -> Result<bool, StoreError> {
        let consent = consent.clone();
        self.read(move |db| people::has_consent(db, &consent)).await
    }

    async fn purge_expired(&self, now: Timestamp, limit: u32) -> Result<u32, StoreError> {
        let mut removed = 0;
        while removed < limit {
            let batch = (limit - removed).min(purge::BATCH);
            let rows = self
                .write(move |db| purge::purge_expired(db, now, batch))
                .await?;
            removed += rows;
            if rows < batch {
                break;
            }
        }
        Ok(removed)
    }

    async fn overdue(&self, now: Timestamp) -> Result<Option<Duration>, StoreError> {
        self.read(move |db| purge::overdue(db, now)).await
    }

    fn is_volatile(&self) -> bool {
        self.inner.beside.is_none()
    }

    async fn shutdown(&self) -> Result<(), StoreError> {
        if let Some(beside) = &self.inner.beside {
            beside.readers.close().await;
            beside.copier.close().await;
        }
        self.inner.writer.stop().await
    }
}
