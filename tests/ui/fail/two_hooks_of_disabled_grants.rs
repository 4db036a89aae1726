//! Each idle hook is told.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

impl Login for Demo {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

impl Users for Demo {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0080 | 5: grants | hook current_user | grant code | grant implicit | fix Add it to this list, or delete `impl Login for Demo`
//@ error E0080 | 5: grants | hook validate_user | grant password | fix Add the grant to this list, or `login(form)` beside it, or delete `impl Users for Demo`
//@ mistakes 2
