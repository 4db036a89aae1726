//! A generic provider without a hook.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo<S: Store> {
    #[oauth2(store)]
    store: S,
    #[oauth2(clients)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 5: password | hook validate_user | grant password | fix async fn validate_user(&self, username: &str, password: &str) -> HookResult<Option<Subject>> {
