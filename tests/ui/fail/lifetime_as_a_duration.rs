//! A lifetime is a word, not an expression.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), access_token_ttl = Duration::from_secs(900))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: Duration::from_secs(900) | fix write `access_token_ttl = "15m"`
