//! An equals sign with nothing behind it.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), access_token_ttl =)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: = | fix write `access_token_ttl = "15m"`
