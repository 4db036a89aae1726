//! A Rust word has no hyphen.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client-credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: client-credentials | grant client_credentials | fix write one word: `client_credentials`
