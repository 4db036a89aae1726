//! An endpoint at the path of another one.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), login(form), paths(token = "/login"))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error | 5: "/login" | fix write another one for `token`
