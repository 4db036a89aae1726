//! The store is always a field.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), plays(store))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: store | fix delete this word
