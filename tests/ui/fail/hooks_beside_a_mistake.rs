//! Hooks beside a misspelt grant are not at fault.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(passwrod), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Users for Demo {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {}

//@ error | 5: passwrod | grant password | fix did you mean `password`?
