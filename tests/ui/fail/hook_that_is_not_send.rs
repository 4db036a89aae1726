//! What is held across `.await` must be `Send`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

impl Users for Demo {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        let counter = std::rc::Rc::new(1);
        std::future::ready(()).await;
        drop(counter);
        Ok(None)
    }
}

fn main() {}

//@ error | 14: HookResult<Option<Subject>> | hook validate_user
//@ because rustc shows the value and the `.await` that it outlives, and no way round
