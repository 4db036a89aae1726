//! Paths are appended to the issuer.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), issuer = "https://photos.example/auth/")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "https://photos.example/auth/" | fix delete it
