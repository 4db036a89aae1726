//! A grant that needs another one.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials, refresh_token))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: refresh_token | grant refresh_token | fix add `code` or `password`
