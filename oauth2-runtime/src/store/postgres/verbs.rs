//! The verbs of [`Store`], each one transaction.

use super::grants::{GrantsOf, InsertCode, TakeCode};
use super::issue::InsertAccess;
use super::people::{
    EndSession, FindSession, HasConsent, InsertSession, RememberConsent, TouchSession,
};
use super::purge::{self, Overdue, Purge};
use super::refresh::{FindRefresh, Rotate};
use super::revoke::{RevokeGrant, RevokeSubject};
use super::tickets::ClaimOnce;
use super::tokens::{FindAccess, RevokeAccess};
use super::{LONG_PATIENCE, PostgresStore};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{ClientId, GrantId, GrantSummary, SubjectId};
use crate::secret::TokenHash;
use crate::store::{
    AccessRecord, Claim, Claimed, CodeRecord, Consent, Inserted, NewAccess, RefreshRecord,
    RotateRefresh, RotatedRefresh, SessionRecord, Store, TakenCode,
};
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Duration;

#[async_trait]
impl Store for PostgresStore {
    async fn claim_once(&self, claim: Claim, now: Timestamp) -> Result<Claimed, StoreError> {
        let grant = claim.code.as_ref().map(|code| &code.grant);
        let keys = self.inner.locks.of(
            grant.map(|grant| &grant.subject),
            grant.map(|grant| &grant.client_id),
        );
        self.inner.run(ClaimOnce { claim, now, keys }).await
    }

    async fn insert_code(&self, code: CodeRecord) -> Result<Inserted, StoreError> {
        let keys = self
            .inner
            .locks
            .of([&code.grant.subject], [&code.grant.client_id]);
        self.inner.run(InsertCode { code, keys }).await
    }

    async fn take_code(
        &self,
        client_id: &ClientId,
        code: &TokenHash,
        now: Timestamp,
    ) -> Result<TakenCode, StoreError> {
        let (client_id, code) = (client_id.clone(), *code);
        let take = TakeCode {
            client_id,
            code,
            now,
        };
        self.inner.run(take).await
    }

    async fn insert_access(&self, access: NewAccess) -> Result<Inserted, StoreError> {
        if access.creates.is_none() && access.refresh.is_none() {
            return self.inner.keep_access(access.access).await;
        }
        let insert = InsertAccess::new(access, &self.inner.locks, true);
        self.inner.run(insert).await
    }

    async fn find_access(&self, token: &TokenHash) -> Result<Option<AccessRecord>, StoreError> {
        self.inner.run(FindAccess(*token)).await
    }

    async fn find_refresh(
        &self,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Result<Option<RefreshRecord>, StoreError> {
        let (client_id, family) = (client_id.clone(), *family);
        self.inner.run(FindRefresh { client_id, family }).await
    }

    async fn rotate_refresh(&self, rotation: RotateRefresh) -> Result<RotatedRefresh, StoreError> {
        self.inner.run(Rotate::new(rotation, true)).await
    }

    async fn revoke_access(&self, token: &TokenHash) -> Result<(), StoreError> {
        self.inner.run(RevokeAccess(*token)).await
    }

    async fn revoke_grant(&self, grant: GrantId, now: Timestamp) -> Result<(), StoreError> {
        self.inner.run(RevokeGrant { grant, now }).await
    }

    async fn revoke_subject(&self, subject: &SubjectId, now: Timestamp) -> Result<u64, StoreError> {
        let key = self.inner.locks.subject(subject);
        let subject = subject.clone();
        let revoke = RevokeSubject { subject, now, key };
        self.inner.run_within(LONG_PATIENCE, revoke).await
    }

    async fn revoke_client(&self, client_id: &ClientId, now: Timestamp) -> Result<u64, StoreError> {
        self.inner.revoke_client(client_id.clone(), now).await
    }

    async fn grants_of(
        &self,
        subject: &SubjectId,
        now: Timestamp,
    ) -> Result<Vec<GrantSummary>, StoreError> {
        let subject = subject.clone();
        self.inner.run(GrantsOf { subject, now }).await
    }

    async fn insert_session(&self, session: SessionRecord) -> Result<Inserted, StoreError> {
        let keys = self.inner.locks.of([&session.subject], []);
        self.inner.run(InsertSession { session, keys }).await
    }

    async fn find_session(&self, session: &TokenHash) -> Result<Option<SessionRecord>, StoreError> {
        self.inner.run(FindSession(*session)).await
    }

    async fn touch_session(&self, session: &TokenHash, now: Timestamp) -> Result<(), StoreError> {
        let session = *session;
        self.inner.run(TouchSession { session, now }).await
    }

    async fn end_session(&self, session: &TokenHash) -> Result<(), StoreError> {
        self.inner.run(EndSession(*session)).await
    }

    async fn remember_consent(&self, consent: Consent) -> Result<(), StoreError> {
        self.inner.run(RememberConsent(consent)).await
    }

    async fn has_consent(&self, consent: &Consent) -> Result<bool, StoreError> {
        self.inner.run(HasConsent(consent.clone())).await
    }

    async fn purge_expired(&self, now: Timestamp, limit: u32) -> Result<u32, StoreError> {
        let mut removed = 0;
        while removed < limit {
            let batch = (limit - removed).min(purge::BATCH);
            let purge = Purge {
                now,
                limit: batch,
                lock: self.inner.locks.sweeper(),
                place: Arc::clone(&self.inner.place),
            };
            let rows = self.inner.run_within(LONG_PATIENCE, purge).await?;
            removed += rows;
            if rows < batch {
                break;
            }
        }
        let left = limit - removed;
        Ok(removed + self.inner.finish_cut_off(now, left).await?)
    }

    async fn overdue(&self, now: Timestamp) -> Result<Option<Duration>, StoreError> {
        self.inner.run(Overdue(now)).await
    }

    async fn shutdown(&self) -> Result<(), StoreError> {
        self.inner.close().await;
        Ok(())
    }
}
