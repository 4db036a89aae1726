//! A condition stands on the field.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(#[cfg(unix)] store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 7: #[cfg(unix)] | fix put a `#[cfg(..)]` on the field, beside `#[oauth2(..)]`
