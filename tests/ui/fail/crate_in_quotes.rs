//! A path is not a string.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), crate = "oauth2_runtime")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "oauth2_runtime" | fix takes a path: `crate = my_reexports::oauth2`
