//! The clients are those of the store behind. Nothing of them is cached, and stopping one ends no
//! token by itself, so nothing has to be cleared.

use super::CachedStore;
use crate::error::HookResult;
use crate::hook::{ClientCredentials, Clients};
use crate::model::{Approval, Client, ScopeSet};
use crate::store::Store;

impl<S: Store + Clients> Clients for CachedStore<S> {
    async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {
        self.uncached().find_client(client_id).await
    }

    async fn validate_client(&self, client: &Client, secret: &str) -> HookResult<bool> {
        self.uncached().validate_client(client, secret).await
    }

    fn weak_clients(&self) -> Vec<String> {
        self.uncached().weak_clients()
    }
}

impl<S: Store + ClientCredentials> ClientCredentials for CachedStore<S> {
    async fn authorize_client(
        &self,
        client: &Client,
        requested: &ScopeSet,
    ) -> HookResult<Option<Approval>> {
        self.uncached().authorize_client(client, requested).await
    }
}
