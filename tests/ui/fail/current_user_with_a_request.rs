//! A hook sees a request's head.

use oauth2_runtime::prelude::*;

struct Demo;

impl Login for Demo {
    async fn current_user(&self, _: &axum::extract::Request) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0053 | 8: &axum::extract::Request | hook current_user | fix change the parameter type to match the trait | fix &oauth2_runtime::prelude::Parts
