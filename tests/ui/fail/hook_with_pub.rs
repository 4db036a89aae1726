//! Methods of a trait have no `pub`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Users for Demo {
    pub async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0449 | 14: pub | fix remove the qualifier
