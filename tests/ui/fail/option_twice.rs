//! An option given twice.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), issuer = "https://a.example", issuer = "https://b.example")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: issuer | fix delete this one
