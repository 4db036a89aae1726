//! Options need no braces.

use oauth2_runtime::prelude::*;

#[oauth2_provider({ grants(client_credentials) })]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: { grants(client_credentials) } | fix write e.g. `grants(code, refresh_token)`
