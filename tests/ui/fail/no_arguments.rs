//! The attribute alone.

use oauth2_runtime::prelude::*;

#[oauth2_provider]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: #[oauth2_provider] | fix write which ones, e.g. `#[oauth2_provider(grants(code, refresh_token))]`
