//! Every grant needs `find_client`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(client_credentials)]
    robots: MemoryClients,
}

fn main() {}

//@ error E0277 | 5: grants | hook find_client | fix impl Clients for Demo {
