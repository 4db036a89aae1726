//! A type parameter that plays a role must say so.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo<S> {
    #[oauth2(store)]
    store: S,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 6: S | fix it needs the bound: `S: Store`
