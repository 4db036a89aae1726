//! A hook without its last argument.

use oauth2_runtime::prelude::*;

struct Demo;

impl ClientCredentials for Demo {
    async fn authorize_client(&self, _: &Client) -> HookResult<Option<Approval>> {
        Ok(None)
    }
}

fn main() {}

//@ error E0050 | 8: &self, _: &Client | hook authorize_client | fix `fn(&Self, &oauth2_runtime::Client, &ScopeSet)
