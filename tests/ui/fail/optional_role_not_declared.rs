//! An attribute cannot see impls, so an optional role is declared.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

impl Policy for Demo {}

fn main() {}

//@ error E0080 | 5: grants | fix Write `plays(policy)` in the attribute, or delete `impl Policy for Demo`
