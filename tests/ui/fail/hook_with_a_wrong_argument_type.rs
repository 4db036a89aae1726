//! The signature differs in a type.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Users for Demo {
    async fn validate_user(&self, _: String, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0053 | 14: String | hook validate_user | fix change the parameter type to match the trait
