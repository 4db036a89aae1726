//! A lifetime in weeks.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), access_token_ttl = "2w")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "2w" | fix write `s`, `m`, `h` or `d`
