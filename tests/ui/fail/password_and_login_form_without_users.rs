//! Two ask for the same hook: one error.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code, password), allow(password), login(form))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

fn main() {}
