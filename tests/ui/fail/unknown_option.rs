//! A misspelt option.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), acess_token_ttl = "15m")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: acess_token_ttl | fix did you mean `access_token_ttl`?
