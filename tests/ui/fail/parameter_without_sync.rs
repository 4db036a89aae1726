//! A provider is used from many threads.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo<T: Send + 'static> {
    name: T,
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 6: Demo | fix consider further restricting type parameter `T` with trait `Sync`
