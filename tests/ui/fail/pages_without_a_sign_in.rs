//! Pages of a provider that never shows one.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

impl Pages for Demo {}

fn main() {}

//@ error E0080 | 5: grants | grant code | grant implicit | fix Add it to this list, or delete `impl Pages for Demo`
