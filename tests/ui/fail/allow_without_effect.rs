//! A grant that never warns.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), allow(code), login(form))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error | 5: code | grant code | fix has no effect
