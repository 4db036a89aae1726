//! The string form without its quotes.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants = code)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: code | fix takes a string: `grants = "code,password"`, or write `grants(code, password)`
