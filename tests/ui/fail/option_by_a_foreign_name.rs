//! What another library calls the lifetime.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), access_token_lifetime = "15m")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: access_token_lifetime | fix did you mean `access_token_ttl`? write `access_token_ttl = "15m"`
