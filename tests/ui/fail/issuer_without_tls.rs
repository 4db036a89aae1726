//! An issuer over plain http.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), issuer = "http://photos.example")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "http://photos.example" | fix must be https
