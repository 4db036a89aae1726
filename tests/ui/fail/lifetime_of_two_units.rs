//! One number and one unit.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), access_token_ttl = "1h30m")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "1h30m" | fix write a number and a unit: "30s", "15m", "12h" or "30d"
