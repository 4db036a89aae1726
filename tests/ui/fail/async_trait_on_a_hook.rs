//! Hooks need no attribute.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

#[async_trait]
impl Users for Demo {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0195 | 15: validate_user(&self, _: &str, _: &str) | hook validate_user
//@ because rustc says only that lifetimes differ: the attribute rewrites the hook before anyone can look
