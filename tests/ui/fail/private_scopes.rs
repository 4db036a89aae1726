//! The scopes of a public provider are public.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    Read,
}

#[oauth2_provider(grants(client_credentials), scopes = AppScope)]
pub struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0446 | 11: AppScope
//@ because rustc says what is private, not that it may be made `pub`
