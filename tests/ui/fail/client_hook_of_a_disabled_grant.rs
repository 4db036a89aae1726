//! A hook that nobody calls is a mistake.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

impl ClientCredentials for Demo {
    async fn authorize_client(&self, _: &Client, _: &ScopeSet) -> HookResult<Option<Approval>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0080 | 5: grants | hook authorize_client | grant client_credentials | fix Add it to this list, or delete `impl ClientCredentials for Demo`
