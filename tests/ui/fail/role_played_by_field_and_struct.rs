//! A marked field plays the role, so the hook of the struct is never called.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

impl Clients for Demo {
    async fn find_client(&self, _: &str) -> HookResult<Option<Client>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0080 | 9: clients | hook find_client | fix Delete `impl Clients for Demo`, or this mark
