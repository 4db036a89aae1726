//! An issuer without a scheme.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), issuer = "photos.example")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "photos.example" | fix write e.g. `https://photos.example`
