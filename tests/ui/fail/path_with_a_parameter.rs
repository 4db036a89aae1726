//! Nothing in an endpoint's path varies.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), paths(token = "/{tenant}/token"))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "/{tenant}/token" | fix write one that starts with `/`, of letters, digits and `-._~/`
