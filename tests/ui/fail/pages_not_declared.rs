//! Pages that nobody shows.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Pages for Demo {}

impl Login for Demo {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0080 | 5: grants | fix Write `plays(pages)` in the attribute, or delete `impl Pages for Demo`
