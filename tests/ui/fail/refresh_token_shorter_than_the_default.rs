//! The other lifetime is not written, but it counts.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), refresh_token_ttl = "5m")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "5m" | fix write more than that, or both
