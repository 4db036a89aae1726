//! Only a code carries a challenge.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), pkce = "required")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: pkce | grant code | fix add it to the grants, or delete this option
