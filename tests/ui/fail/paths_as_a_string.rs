//! There is no common prefix.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), paths = "/oauth")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "/oauth" | fix write `paths(authorize = "/dialog/authorize")`
