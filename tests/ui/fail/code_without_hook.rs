//! Grant `code` needs `current_user`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code, refresh_token))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 5: code | hook current_user | grant code | fix impl Login for Demo {
