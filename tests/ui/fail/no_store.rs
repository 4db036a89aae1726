//! Every grant needs a store.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 6: Demo | fix mark a field: `#[oauth2(store)] store: MemoryStore`
