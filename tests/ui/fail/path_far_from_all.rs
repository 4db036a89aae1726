//! An endpoint that is not there.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), paths(jwks_uri = "/keys"))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: jwks_uri | fix write `authorize`, `decision`, `token`, `revoke`, `introspect`, `metadata`, `login`, `logout` or `apps`
