//! A bound of the hook impl that the struct does not promise.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo<T: Send + Sync + 'static> {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    inner: T,
}

impl<T: Clone + Send + Sync + 'static> Users for Demo<T> {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        let _ = self.inner.clone();
        Ok(None)
    }
}

fn main() {}

//@ error E0277 | 5: password | no hook validate_user | no grant password | fix consider further restricting type parameter `T` with trait `Clone`
//@ because rustc speaks of the bound alone: the grant is underlined, but neither it nor the hook is named
