//! What another library calls the issuer.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), base_url = "https://photos.example")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: base_url | fix did you mean `issuer`?
