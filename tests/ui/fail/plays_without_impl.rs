//! A declared role must be implemented.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), plays(policy, tokens))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}
