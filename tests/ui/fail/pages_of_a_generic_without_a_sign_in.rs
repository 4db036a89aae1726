//! As above, for a struct with parameters.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo<T> {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    other: T,
}

impl<T> Pages for Demo<T> {}

fn main() {}
