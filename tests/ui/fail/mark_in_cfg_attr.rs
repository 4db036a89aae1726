//! A mark that the attribute cannot see.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[cfg_attr(unix, oauth2(store))]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 7: #[cfg_attr(unix, oauth2(store))] | fix write `#[cfg(..)]` on the field and `#[oauth2(..)]` beside it
