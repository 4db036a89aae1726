//! One struct, one attribute.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
#[oauth2_provider(grants(code))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 6: #[oauth2_provider(grants(code))] | fix merge the two into one
