//! One endpoint at two places.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), paths(token = "/a", token = "/b"))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: token | fix delete this one
