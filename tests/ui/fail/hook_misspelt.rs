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

//@ error E0046 | 13: impl Users for Demo | hook validate_user | fix fn validate_user(&self, _: &str, _: &str)
//@ error E0407 | 14: async fn validate_usr(&self, _: &str, _: &str) -> HookResult<Option<Subject>> { | hook validate_user | fix similar name | fix validate_user
//@ because rustc reports the method that is too many and the one that is missing
