//! More days than a clock can count.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), access_token_ttl = "99999999999999999999d")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "99999999999999999999d" | fix write a number and a unit: "30s", "15m", "12h" or "30d"
