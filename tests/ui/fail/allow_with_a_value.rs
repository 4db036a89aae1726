//! A word is allowed when it is listed.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), allow(json_body = true))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: true | fix write the word `json_body` alone
