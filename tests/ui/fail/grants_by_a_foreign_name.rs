//! The name in the registration of a client.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grant_types(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: grant_types | fix did you mean `grants`?
