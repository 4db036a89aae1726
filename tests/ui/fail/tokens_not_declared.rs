//! A format that nobody uses.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

impl TokenFormat for Demo {
    async fn mint(&self, _: &Proposed<'_>) -> HookResult<Option<String>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0080 | 5: grants | hook mint | fix Write `plays(tokens)` in the attribute, or delete `impl TokenFormat for Demo`
