//! A role is played by the struct or by a field.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), plays(policy))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(policy)]
    policy: oauth2_runtime::DefaultPolicy,
}

fn main() {}

//@ error | 5: policy | fix delete one of the two
