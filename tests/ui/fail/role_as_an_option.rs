//! A role is played by a field, not by an option.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), store = MemoryStore)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: store | fix mark the field that plays this role: `#[oauth2(store)]`
