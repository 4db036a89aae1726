//! Only a grant may have a `#[cfg(..)]`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), #[cfg(unix)] code_ttl = "1m")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: #[cfg(unix)] | fix delete it. (A `#[cfg(..)]` may stand on a grant: `grants(#[cfg(..)] code)`)
