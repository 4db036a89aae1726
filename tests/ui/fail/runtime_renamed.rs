//! A renamed runtime without `crate = ..`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), crate = elsewhere::oauth2)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0433 | 5: elsewhere | fix you might be missing a crate named `elsewhere`
