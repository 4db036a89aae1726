//! A format may leave the token to the toolkit.

use oauth2_runtime::prelude::*;

struct Demo;

impl TokenFormat for Demo {
    async fn mint(&self, _: &Proposed<'_>) -> HookResult<String> {
        Ok(String::new())
    }
}

fn main() {}

//@ error E0271 | 8: HookResult<String> | hook mint | fix expected `Result<Option<String>, HookError>`
