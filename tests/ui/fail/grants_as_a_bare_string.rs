//! A string of grants needs its option.

use oauth2_runtime::prelude::*;

#[oauth2_provider("client_credentials")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "client_credentials" | grant client_credentials | fix write `grants(client_credentials)`
