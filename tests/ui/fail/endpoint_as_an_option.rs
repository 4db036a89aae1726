//! An endpoint is moved in `paths`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), token = "/token")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: token | fix to move that endpoint write `paths(token = "/oauth/token")`
