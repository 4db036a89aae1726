//! A type without `#[derive(Scopes)]`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), scopes = String)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 5: String | fix put `#[derive(Clone, Copy, Scopes)]` on an enum and a doc line on each variant
