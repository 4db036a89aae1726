//! The list alone is a whole attribute; the two legacy grants warn.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants = "code,implicit,password,client_credentials")]
struct Photos {
    #[oauth2(store)]
    store: MemoryStore,
}

impl Clients for Photos {
    async fn find_client(&self, _: &str) -> HookResult<Option<Client>> {
        Ok(None)
    }
}

impl Login for Photos {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

impl Users for Photos {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

impl ClientCredentials for Photos {
    async fn authorize_client(&self, _: &Client, _: &ScopeSet) -> HookResult<Option<Approval>> {
        Ok(None)
    }
}

fn main() {}

//@ warning deprecated | 5: "code,implicit,password,client_credentials" | grant implicit | fix Use grant `code` with PKCE, or keep it with `allow(implicit)`
//@ warning deprecated | 5: "code,implicit,password,client_credentials" | grant password | fix Use grant `code` with PKCE, or keep it with `allow(password)`
