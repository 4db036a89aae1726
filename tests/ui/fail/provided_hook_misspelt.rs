//! A misspelt hook that has a default.

use oauth2_runtime::prelude::*;

struct Demo;

impl Policy for Demo {
    async fn aprove(&self, _: &Proposed<'_>) -> HookResult<Option<Approval>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0407 | 8: async fn aprove(&self, _: &Proposed<'_>) -> HookResult<Option<Approval>> { | hook approve | fix similar name
