//! A misspelt behaviour.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), allow(json_boddy))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: json_boddy | fix did you mean `json_body`?
