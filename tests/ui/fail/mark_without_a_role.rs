//! A mark that says nothing.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2]
    first: u8,
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 7: oauth2 | fix write e.g. `#[oauth2(store)]`
