//! The attribute of a field has one name.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 7: #[oauth(store)] | fix write the role in `#[oauth2(..)]`, e.g. `#[oauth2(store)]`
