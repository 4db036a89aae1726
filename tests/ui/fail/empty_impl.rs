//! An empty impl is told by rustc, with its own stub.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Users for Demo {}

fn main() {}
