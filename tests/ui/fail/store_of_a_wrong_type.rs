//! A text is not a store.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: String,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 7: store | fix use `MemoryStore` or `SqliteStore`, or write `#[async_trait] impl Store for String { .. }`
