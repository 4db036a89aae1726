//! A word near no grant gets the list.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(saml))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: saml | fix write `code`, `implicit`, `password`, `client_credentials` or `refresh_token`
