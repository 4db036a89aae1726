//! Each hook has the same error.

use oauth2_runtime::prelude::*;

struct Demo;

impl Clients for Demo {
    async fn find_client(&self, _: &str) -> Result<Option<Client>, String> {
        Ok(None)
    }
}

fn main() {}

//@ error E0271 | 8: Result<Option<Client>, String> | hook find_client | fix expected `Result<Option<Client>, HookError>`
