//! A misspelt path.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), paths(tokn = "/t"))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: tokn | fix did you mean `token`?
