//! What an application does with a running server: look at grants, revoke them, stop.

use crate::audit::audit;
use crate::error::StoreError;
use crate::model::{ClientId, GrantId, GrantSummary, SubjectId};
use crate::provider::{AuthorizationServer, Provider, Sweep};
use crate::store::{HasStore as _, Store as _};
use std::sync::atomic::Ordering;

impl<P: Provider + 'static> AuthorizationServer<P> {
    /// The live grants of a person, newest first.
    ///
    /// # Errors
    /// The store's failure, here and below.
    pub async fn grants_of(&self, subject: &SubjectId) -> Result<Vec<GrantSummary>, StoreError> {
        let shared = self.shared();
        shared.me.store().grants_of(subject, shared.now()).await
    }

    /// Ends one grant: its code, its refresh token and every access token are void at once.
    ///
    /// # Errors
    /// See [`AuthorizationServer::grants_of`].
    pub async fn revoke_grant(&self, grant: GrantId) -> Result<(), StoreError> {
        let shared = self.shared();
        audit!(info, grant_revoked, %grant, "a grant was revoked");
        shared.me.store().revoke_grant(grant, shared.now()).await
    }

    /// Ends every grant and session of a person, and forgets what they allowed: after a change of
    /// password, or when they leave. Answers how many grants it were.
    ///
    /// # Errors
    /// See [`AuthorizationServer::grants_of`].
    pub async fn revoke_subject(&self, subject: &SubjectId) -> Result<u64, StoreError> {
        let shared = self.shared();
        audit!(
            info,
            subject_revoked,
            ?subject,
            "a person's grants were revoked"
        );
        shared
            .me
            .store()
            .revoke_subject(subject, shared.now())
            .await
    }

    /// Ends every grant and token of a client. Disable the client first, so that it gets no new
    /// ones. Answers how many grants it were.
    ///
    /// # Errors
    /// See [`AuthorizationServer::grants_of`].
    pub async fn revoke_client(&self, client_id: &ClientId) -> Result<u64, StoreError> {
        let shared = self.shared();
        audit!(info, client_revoked, %client_id, "a client's grants were revoked");
        shared
            .me
            .store()
            .revoke_client(client_id, shared.now())
            .await
    }

    /// How the deletion of expired rows fares on this node.
    #[must_use]
    pub fn sweep(&self) -> Sweep {
        *self.shared().sweep()
    }

    /// Finishes what the store has under way and closes it; call it when axum has stopped.
    ///
    /// # Errors
    /// See [`AuthorizationServer::grants_of`].
    pub async fn shutdown(&self) -> Result<(), StoreError> {
        self.shared().stopped.store(true, Ordering::Relaxed);
        self.shared().me.store().shutdown().await
    }
}
