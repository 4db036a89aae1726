//! Of a generic struct, too, an idle hook is told.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo<S: Store> {
    #[oauth2(store)]
    store: S,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

impl<S: Store> Users for Demo<S> {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0277 | 5: grants | hook validate_user | grant password | fix add one of them, or delete the impl
