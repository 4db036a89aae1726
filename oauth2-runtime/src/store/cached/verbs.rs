//! The verbs: one is answered from memory, those that end tokens clear, the others are passed on.

use super::CachedStore;
use super::ended::Ended;
use super::generation::Row;
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
use tokio::time::Instant;

#[async_trait]
impl<S: Store> Store for CachedStore<S> {
    async fn claim_once(&self, claim: Claim, now: Timestamp) -> Result<Claimed, StoreError> {
        self.uncached().claim_once(claim, now).await
    }

    async fn insert_code(&self, code: CodeRecord) -> Result<Inserted, StoreError> {
        self.uncached().insert_code(code).await
    }

    /// A failure may hide that the code was spent before; whose grant it was, only the store knows,
    /// but it is one of this client's.
    async fn take_code(
        &self,
        client_id: &ClientId,
        code: &TokenHash,
        now: Timestamp,
    ) -> Result<TakenCode, StoreError> {
        let (client_id, code) = (client_id.clone(), *code);
        let ended = |taken: &TakenCode| match taken {
            TakenCode::Spent(grant) => Some(Ended::Grant(*grant)),
            TakenCode::Fresh(_) | TakenCode::Unknown => None,
        };
        self.ending(
            Ended::Client(client_id.clone()),
            ended,
            move |it| async move { it.store.take_code(&client_id, &code, now).await },
        )
        .await
    }

    async fn insert_access(&self, access: NewAccess) -> Result<Inserted, StoreError> {
        self.uncached().insert_access(access).await
    }

    async fn find_access(&self, token: &TokenHash) -> Result<Option<AccessRecord>, StoreError> {
        if self.max_age.is_zero() {
            return self.uncached().find_access(token).await;
        }
        let asked_at = Instant::now();
        let known = |rows: &mut super::Rows| rows.find(token, asked_at, self.max_age);
        let began = match self.shared.rows(known) {
            Ok(access) => return Ok(Some(access)),
            Err(began) => began,
        };
        let found = self.uncached().find_access(token).await?;
        self.shared.rows(|rows| match found.clone() {
            Some(access) => rows.keep(Row { access, asked_at }, began),
            None => rows.remove(token),
        });
        Ok(found)
    }

    async fn find_refresh(
        &self,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Result<Option<RefreshRecord>, StoreError> {
        self.uncached().find_refresh(client_id, family).await
    }

    /// A failure may hide a reuse: of the grant that the new token would hang on, since the store
    /// refuses to rotate a family of another one.
    async fn rotate_refresh(&self, rotation: RotateRefresh) -> Result<RotatedRefresh, StoreError> {
        let at_worst = match rotation.access.grant {
            Some(grant) => Ended::Grant(grant),
            None => Ended::Client(rotation.client_id.clone()),
        };
        let ended = |rotated: &RotatedRefresh| match rotated {
            RotatedRefresh::Reused(grant) => Some(Ended::Grant(*grant)),
            _ => None,
        };
        self.ending(at_worst, ended, |it| async move {
            it.store.rotate_refresh(rotation).await
        })
        .await
    }

    async fn revoke_access(&self, token: &TokenHash) -> Result<(), StoreError> {
        let token = *token;
        self.revoking(Ended::Token(token), move |it| async move {
            it.store.revoke_access(&token).await
        })
        .await
    }

    async fn revoke_grant(&self, grant: GrantId, now: Timestamp) -> Result<(), StoreError> {
        self.revoking(Ended::Grant(grant), move |it| async move {
            it.store.revoke_grant(grant, now).await
        })
        .await
    }

    async fn revoke_subject(&self, subject: &SubjectId, now: Timestamp) -> Result<u64, StoreError> {
        let subject = subject.clone();
        self.revoking(Ended::Person(subject.clone()), move |it| async move {
            it.store.revoke_subject(&subject, now).await
        })
        .await
    }

    async fn revoke_client(&self, client_id: &ClientId, now: Timestamp) -> Result<u64, StoreError> {
        let client_id = client_id.clone();
        self.revoking(Ended::Client(client_id.clone()), move |it| async move {
            it.store.revoke_client(&client_id, now).await
        })
        .await
    }

    async fn grants_of(
        &self,
        subject: &SubjectId,
        now: Timestamp,
    ) -> Result<Vec<GrantSummary>, StoreError> {
        self.uncached().grants_of(subject, now).await
    }

    async fn insert_session(&self, session: SessionRecord) -> Result<Inserted, StoreError> {
        self.uncached().insert_session(session).await
    }

    async fn find_session(&self, session: &TokenHash) -> Result<Option<SessionRecord>, StoreError> {
        self.uncached().find_session(session).await
    }

    async fn touch_session(&self, session: &TokenHash, now: Timestamp) -> Result<(), StoreError> {
        self.uncached().touch_session(session, now).await
    }

    async fn end_session(&self, session: &TokenHash) -> Result<(), StoreError> {
        self.uncached().end_session(session).await
    }

    async fn remember_consent(&self, consent: Consent) -> Result<(), StoreError> {
        self.uncached().remember_consent(consent).await
    }

    async fn has_consent(&self, consent: &Consent) -> Result<bool, StoreError> {
        self.uncached().has_consent(consent).await
    }

    async fn purge_expired(&self, now: Timestamp, limit: u32) -> Result<u32, StoreError> {
        self.uncached().purge_expired(now, limit).await
    }

    async fn overdue(&self, now: Timestamp) -> Result<Option<Duration>, StoreError> {
        self.uncached().overdue(now).await
    }

    fn is_volatile(&self) -> bool {
        self.uncached().is_volatile()
    }

    async fn shutdown(&self) -> Result<(), StoreError> {
        self.uncached().shutdown().await
    }
}
