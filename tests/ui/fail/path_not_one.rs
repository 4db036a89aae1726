//! A path that starts nowhere.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), paths(token = "oauth/token"))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: "oauth/token" | fix write one that starts with `/`, of letters, digits and `-._~/`
