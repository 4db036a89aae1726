//! A grant is one word, not a path.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(grants::client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: grants::client_credentials | grant client_credentials | fix write one word: `client_credentials`
