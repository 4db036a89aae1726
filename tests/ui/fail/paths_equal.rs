//! Two endpoints at one path.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), login(form), paths(authorize = "/oauth", token = "/oauth"))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error | 5: "/oauth" | fix write another one for `token`
