//! An option without its value.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), issuer)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: issuer | fix write `issuer = "https://photos.example"`
