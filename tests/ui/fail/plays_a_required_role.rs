//! The struct plays required roles without being told.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), plays(clients))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: clients | fix delete it
