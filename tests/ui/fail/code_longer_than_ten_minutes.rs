//! Over ten minutes warns.

#![deny(deprecated)]

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), login(form), code_ttl = "15m")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error deprecated | 7: "15m" | fix Write a shorter lifetime
