//! `?` takes errors; a text becomes one by `HookError::msg`.

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
        Err("the directory is away")?;
        Ok(None)
    }
}

fn main() {}

//@ error E0277 | 15: ? | no hook validate_user
//@ because rustc says what the text lacks, not which error to make of it, and looks at the `?` only
