//! With `login(form)` a field marked `login` is never asked.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), login(form))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, login)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error | 9: login | fix delete this mark, or `login(form)`
