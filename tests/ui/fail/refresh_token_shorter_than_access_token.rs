//! Two lifetimes that contradict each other.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), access_token_ttl = "2h", refresh_token_ttl = "1h")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "1h" | fix write more than 2h
