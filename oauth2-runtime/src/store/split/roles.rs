//! The clients of a split store are those of its durable half.

use super::{Durable, SplitStore};
use crate::error::HookResult;
use crate::hook::{ClientCredentials, Clients};
use crate::model::{Approval, Client, ScopeSet};

impl<D: Durable + Clients> Clients for SplitStore<D> {
    async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {
        self.durable.find_client(client_id).await
    }

    async fn validate_client(&self, client: &Client, secret: &str) -> HookResult<bool> {
        self.durable.validate_client(client, secret).await
    }

    fn weak_clients(&self) -> Vec<String> {
        self.durable.weak_clients()
    }
}

impl<D: Durable + ClientCredentials> ClientCredentials for SplitStore<D> {
    async fn authorize_client(
        &self,
        client: &Client,
        requested: &ScopeSet,
    ) -> HookResult<Option<Approval>> {
        self.durable.authorize_client(client, requested).await
    }
}
