//! Every hook written by hand, in the string form of the list.

use oauth2_runtime::ScopeMarker as _;
use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
pub enum AppScope {
    /// See your photos
    Read,
    /// Add and delete photos
    #[scope("photos:write")]
    Write,
}

pub struct People;

#[oauth2_provider(
    grants = "code,implicit,password,client_credentials",
    allow(implicit, password),
    scopes = AppScope,
    issuer = "https://photos.example",
    access_token_ttl = "15m"
)]
pub struct Photos {
    #[oauth2(store)]
    store: MemoryStore,
    people: People,
}

impl Clients for Photos {
    async fn find_client(&self, _client_id: &str) -> HookResult<Option<Client>> {
        Ok(None)
    }
}

impl Login for Photos {
    async fn current_user(&self, request: &Parts) -> HookResult<Option<Subject>> {
        Ok(request.extensions.get::<Subject>().cloned())
    }
}

impl Users for Photos {
    async fn validate_user(&self, _username: &str, _password: &str) -> HookResult<Option<Subject>> {
        let _ = &self.people;
        Ok(None)
    }
}

impl ClientCredentials for Photos {
    async fn authorize_client(
        &self,
        _client: &Client,
        requested: &ScopeSet,
    ) -> HookResult<Option<Approval>> {
        Ok(Some(Approval::new(requested.clone())))
    }
}

fn main() {
    assert_eq!(AppScope::SENTENCES[1], ("photos:write", "Add and delete photos"));
    assert_eq!(app_scope::Write::NAME, "photos:write");
    let manifest = Photos::MANIFEST.to_string();
    assert_eq!(manifest.lines().next(), Some("provider Photos"));
    print!("{manifest}");
}
