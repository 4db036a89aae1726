//! Every mistake is told in one compile.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(passwrod, cod), access_token_ttl = "900", isuer = "https://a.example")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}
