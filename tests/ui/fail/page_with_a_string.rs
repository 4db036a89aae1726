//! A page is `Html`.

use oauth2_runtime::ErrorView;
use oauth2_runtime::prelude::*;

struct Demo;

impl Pages for Demo {
    fn error(&self, _: &ErrorView<'_>) -> HookResult<String> {
        Ok(String::new())
    }
}

fn main() {}

//@ error E0053 | 9: HookResult<String> | fix change the output type to match the trait | fix Result<Html, HookError>
