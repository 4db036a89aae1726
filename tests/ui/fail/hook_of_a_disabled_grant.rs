//! A hook that nobody calls is a mistake.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

impl Users for Demo {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0080 | 5: grants | hook validate_user | grant password | fix Add the grant to this list, or `login(form)` beside it, or delete `impl Users for Demo`
