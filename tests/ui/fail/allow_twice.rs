//! A word twice.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), allow(json_body, json_body))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: json_body | fix delete this one
