//! A deprecated struct, field and scope: who names them is warned, the expansion is not.

#![deny(warnings)]

use oauth2_runtime::prelude::*;

/// Nobody but the expansion names it.
#[deprecated(note = "use `Photos`")]
#[oauth2_provider(grants(client_credentials), plays(policy), issuer = "http://localhost")]
pub struct Old {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

#[allow(deprecated)]
impl Policy for Old {}

#[derive(Clone, Copy, Scopes)]
pub enum AppScope {
    /// See your photos
    Read,
    /// Print your photos
    #[deprecated(note = "nobody prints")]
    Print,
}

#[oauth2_provider(grants(client_credentials), scopes = AppScope)]
pub struct Photos {
    #[oauth2(store)]
    store: MemoryStore,
    #[deprecated(note = "becomes private")]
    #[oauth2(clients, client_credentials)]
    pub clients: MemoryClients,
}

fn main() {
    assert_eq!(AppScope::SENTENCES[1], ("print", "Print your photos"));
}
