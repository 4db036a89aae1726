//! Grant `client_credentials` needs `authorize_client`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 5: client_credentials | hook authorize_client | grant client_credentials | fix impl ClientCredentials for Demo {
