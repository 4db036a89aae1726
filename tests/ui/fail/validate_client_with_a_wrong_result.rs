//! Whether the secret is right, no more.

use oauth2_runtime::prelude::*;

struct Demo;

impl Clients for Demo {
    async fn validate_client(&self, _: &Client, _: &str) -> HookResult<Option<Client>> {
        Ok(None)
    }

    async fn find_client(&self, _: &str) -> HookResult<Option<Client>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0271 | 8: HookResult<Option<Client>> | hook validate_client | fix expected `Result<bool, HookError>`
