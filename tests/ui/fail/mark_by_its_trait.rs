//! The role, not the trait.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(TokenFormat)]
    tokens: OpaqueTokens,
}

fn main() {}

//@ error | 11: TokenFormat | fix did you mean `tokens`?
