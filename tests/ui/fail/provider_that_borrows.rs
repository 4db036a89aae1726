//! A server outlives what it could borrow.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo<'a> {
    name: &'a str,
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 6: 'a | fix own the data, e.g. `String` or `Arc<str>`
