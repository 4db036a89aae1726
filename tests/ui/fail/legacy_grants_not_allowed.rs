//! Legacy grants warn until they are allowed.

#![deny(deprecated)]

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code, implicit, password), login(form))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}
