//! Where to sign in is a plain text.

use oauth2_runtime::prelude::*;

struct Demo;

impl Login for Demo {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }

    fn login_redirect(&self, _: &str) -> HookResult<String> {
        Ok(String::new())
    }
}

fn main() {}

//@ error E0053 | 12: HookResult<String> | fix change the output type to match the trait
