//! A misspelt role.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(client, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 9: client | fix did you mean `clients`?
