//! A struct that plays `pages`, where nobody signs in.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), plays(pages))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

impl Pages for Demo {}

fn main() {}

//@ error | 5: pages | grant code | grant implicit | fix add it, or delete this word
