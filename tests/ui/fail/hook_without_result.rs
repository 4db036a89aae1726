//! A hook answers a `HookResult`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Users for Demo {
    async fn validate_user(&self, _: &str, _: &str) -> Option<Subject> {
        None
    }
}

fn main() {}

//@ error E0271 | 14: Option<Subject> | hook validate_user | fix expected `Result<Option<Subject>, HookError>`
