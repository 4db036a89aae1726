//! What is off is left out.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials, !password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: !password | fix write `code`, `implicit`, `password`, `client_credentials` or `refresh_token`
