//! A server moves between threads.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    hits: std::sync::MutexGuard<'static, u8>,
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 6: Demo
//@ because rustc knows no other type to advise for a lock held for ever
