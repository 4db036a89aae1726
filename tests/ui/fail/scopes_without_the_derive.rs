//! An enum like any other.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy)]
enum AppScope {
    /// See your photos
    Read,
}

#[oauth2_provider(grants(client_credentials), scopes = AppScope)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 11: AppScope | fix put `#[derive(Clone, Copy, Scopes)]` on an enum and a doc line on each variant
