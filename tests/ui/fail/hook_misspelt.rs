//! A misspelt hook: rustc names the right one.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Users for Demo {
    async fn validate_usr(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {}
