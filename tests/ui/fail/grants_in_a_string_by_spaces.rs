//! In a string, too, commas separate.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants = "client_credentials code")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "client_credentials code" | grant client_credentials | grant code | fix write commas between grants: `"client_credentials,code"`
