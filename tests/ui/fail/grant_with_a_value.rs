//! A grant is on when it is listed.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials = true))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: true | grant client_credentials | fix write `client_credentials`
