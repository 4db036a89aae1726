//! An option in the form of another one.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), login = "form")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "form" | fix write `login(form)`
