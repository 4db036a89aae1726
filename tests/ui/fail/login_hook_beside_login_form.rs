//! With `login(form)` nobody asks the application who is signed in.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), login(form))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

impl Login for Demo {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0080 | 5: form | hook current_user | fix Delete `impl Login for Demo`, or `login(form)`
