//! `validate_user` answers who it is, not whether.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Users for Demo {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<bool> {
        Ok(true)
    }
}

fn main() {}

//@ error E0271 | 14: HookResult<bool> | hook validate_user | fix expected `Result<Option<Subject>, HookError>`
