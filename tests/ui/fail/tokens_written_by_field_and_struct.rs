//! Two who could write a token.

use oauth2_runtime::OpaqueTokens;
use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(tokens)]
    tokens: OpaqueTokens,
}

impl TokenFormat for Demo {
    async fn mint(&self, _: &Proposed<'_>) -> HookResult<Option<String>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0080 | 12: tokens | hook mint | fix Delete `impl TokenFormat for Demo`, or this mark
