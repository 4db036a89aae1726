//! Only `#[cfg(..)]` may stand on a grant.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(#[allow(unused)] client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: #[allow(unused)] | fix only `#[cfg(..)]` may stand on a grant
