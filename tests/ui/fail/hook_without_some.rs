//! A user that was found.

use oauth2_runtime::prelude::*;

struct Demo;

impl Users for Demo {
    async fn validate_user(&self, name: &str, _: &str) -> HookResult<Option<Subject>> {
        let user: Option<Subject> = Subject::new(name);
        Ok(user)
    }
}

fn main() {}

//@ error E0308 | 9: Subject::new(name) | fix try wrapping the expression in `Some`
