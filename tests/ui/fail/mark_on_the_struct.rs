//! A role is played by a field.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
#[oauth2(policy)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 6: #[oauth2(policy)] | fix move it there
