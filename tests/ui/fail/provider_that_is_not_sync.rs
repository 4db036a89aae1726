//! A server is shared between threads.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    hits: std::cell::Cell<u8>,
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 6: Demo | fix use `std::sync::RwLock` or `std::sync::atomic::AtomicU8` instead
