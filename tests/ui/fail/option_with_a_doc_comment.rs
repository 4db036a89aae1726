//! A comment that documents is an attribute.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), 
    /// How long a token lives.
    access_token_ttl = "15m"
)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 6: /// How long a token lives. | fix write it with `//`
