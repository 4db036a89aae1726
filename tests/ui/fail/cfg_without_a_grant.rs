//! A condition with nothing behind it.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials, #[cfg(unix)]))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: #[cfg(unix)] | fix write `code`, `implicit`, `password`, `client_credentials` or `refresh_token`
