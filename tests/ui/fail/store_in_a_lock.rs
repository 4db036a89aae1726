//! A store locks for itself.

use oauth2_runtime::prelude::*;
use std::sync::{Arc, Mutex};

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: Arc<Mutex<MemoryStore>>,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 8: store | fix use `MemoryStore` or `SqliteStore`
