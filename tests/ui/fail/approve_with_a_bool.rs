//! What is granted is an `Approval`.

use oauth2_runtime::prelude::*;

struct Demo;

impl Policy for Demo {
    async fn approve(&self, _: &Proposed<'_>) -> HookResult<bool> {
        Ok(true)
    }
}

fn main() {}

//@ error E0271 | 8: HookResult<bool> | hook approve | fix expected `Result<Option<Approval>, HookError>`
