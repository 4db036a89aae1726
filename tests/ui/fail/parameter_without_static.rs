//! What may borrow does not outlive its lender.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo<T: Send + Sync> {
    name: T,
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0310 | 6: Demo | fix consider adding an explicit lifetime bound | fix + 'static
