//! Two letters changed places.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(#[cgf(unix)] client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: #[cgf(unix)] | fix only `#[cfg(..)]` may stand on a grant
