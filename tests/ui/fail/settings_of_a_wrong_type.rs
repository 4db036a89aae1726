//! The field of settings holds `Settings`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(settings)]
    settings: String,
}

fn main() {}

//@ error E0308 | 11: settings | fix expected `&Settings`
