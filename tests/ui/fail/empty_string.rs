//! An empty string.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants = "")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "" | fix name at least one of `code`, `implicit`, `password`, `client_credentials` or `refresh_token`
