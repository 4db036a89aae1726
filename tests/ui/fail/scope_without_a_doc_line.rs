//! People read the doc line when they consent.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    Read,
    Write,
}

#[oauth2_provider(grants(client_credentials), scopes = AppScope)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 9: Write | fix write what people read when they consent, e.g. `/// See your photos`
