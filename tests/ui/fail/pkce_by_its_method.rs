//! The method is always S256.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), login(form), pkce = "S256")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error | 5: "S256" | fix write `optional` or `required`
