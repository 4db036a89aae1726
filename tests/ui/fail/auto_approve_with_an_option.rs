//! A decision is always made.

use oauth2_runtime::prelude::*;

struct Demo;

impl Policy for Demo {
    async fn auto_approve(&self, _: &ConsentRequest<'_>) -> HookResult<Option<Decision>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0271 | 8: HookResult<Option<Decision>> | hook auto_approve | fix expected `Result<Decision, HookError>`
