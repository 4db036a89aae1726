//! An issuer has no query (RFC 8414, 2).

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), issuer = "https://photos.example?tenant=1")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "https://photos.example?tenant=1" | fix delete that part
