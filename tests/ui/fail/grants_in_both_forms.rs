//! A list and a string.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), grants = "client_credentials")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: grants | fix delete this one
