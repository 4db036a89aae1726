//! A `cfg` takes one condition.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(#[cfg(unix, windows)] client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: cfg(unix, windows) | fix write `#[cfg(feature = "legacy")]`, or delete it
