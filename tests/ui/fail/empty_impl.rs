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

//@ error E0046 | 13: impl Users for Demo | hook validate_user | fix fn validate_user(&self, _: &str, _: &str)
