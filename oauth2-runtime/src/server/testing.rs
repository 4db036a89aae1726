//! Tokens for an application's own tests, without a flow.

use crate::error::StoreError;
use crate::model::{AccessToken, Client, ScopeSet, SubjectId};
use crate::provider::{AuthorizationServer, Enabled, Provider};
use crate::store::{HasStore as _, Inserted, NewAccess, Store as _};
use crate::token::new_access;

impl<P: Provider + 'static> AuthorizationServer<P> {
    /// A live access token as `grant` would issue it, for a test of a protected route. The grant
    /// must be enabled: `grants::password` on a provider without it does not compile.
    ///
    /// # Errors
    /// The store's failure.
    pub async fn issue_for_test<G>(
        &self,
        grant: G,
        client: &Client,
        subject: Option<&SubjectId>,
        scopes: impl Into<ScopeSet>,
    ) -> Result<AccessToken, StoreError>
    where
        P: Enabled<G>,
    {
        drop(grant);
        let (shared, scopes) = (self.shared(), scopes.into());
        let issuing = shared.issuing(client, shared.now());
        let (token, hash) = new_access(&shared.hasher);
        let ends = issuing.now.after(shared.settings.access_token_ttl);
        let creates = subject.map(|subject| issuing.grant_record(subject.clone(), &scopes, ends));
        let on = creates.as_ref().map(|grant| grant.id);
        let access = issuing.access_record(hash, on, subject.cloned(), &scopes);
        match shared
            .me
            .store()
            .insert_access(NewAccess {
                access,
                creates,
                refresh: None,
            })
            .await?
        {
            Inserted::Live => Ok(token),
            Inserted::Revoked => Err(StoreError::new("a new grant was revoked at once")),
        }
    }
}
