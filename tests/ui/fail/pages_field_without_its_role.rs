//! A field that shows nothing.

use oauth2_runtime::prelude::*;

struct Templates;

#[oauth2_provider(grants(code))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(pages)]
    pages: Templates,
}

impl Login for Demo {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0277 | 13: pages | fix write `impl Pages for Templates { }` with the pages you want to replace, or delete `pages` here
