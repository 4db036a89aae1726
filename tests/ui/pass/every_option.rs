//! Every word of the attribute.

use oauth2_runtime::ScopeMarker as _;
use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope(default)]
    Read,
    /// Add photos
    ///
    /// Not read by people.
    #[scope("photos:write", default)]
    Write,
    /// Delete photos
    DeletePhotos,
}

#[derive(Default)]
#[oauth2_provider(
    grants(code, implicit, password, client_credentials, refresh_token),
    scopes = AppScope,
    issuer = "http://127.0.0.1:3000",
    access_token_ttl = 15m,
    refresh_token_ttl = "30d",
    code_ttl = 90s,
    paths(authorize = "/dialog/authorize", decision = "/dialog/decision", token = "/t", revoke = "/r", introspect = "/i", metadata = "/m", login = "/in", logout = "/out", apps = "/a"),
    login(form),
    allow(implicit, password, json_body, http_redirect),
    pkce = "optional",
    plays(pages, tokens, policy)
)]
#[derive(Clone)]
/// The author's own words.
pub(crate) struct Everything {
    #[oauth2(store)]
    store: Quiet<MemoryStore>,
    name: &'static str,
}

impl Clients for Everything {
    async fn find_client(&self, _: &str) -> HookResult<Option<Client>> {
        Ok(None)
    }
}

impl Users for Everything {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        let _ = self.name;
        Ok(None)
    }
}

impl ClientCredentials for Everything {
    async fn authorize_client(&self, _: &Client, _: &ScopeSet) -> HookResult<Option<Approval>> {
        Ok(None)
    }
}

impl Pages for Everything {}

impl Policy for Everything {}

impl TokenFormat for Everything {
    async fn mint(&self, _: &Proposed<'_>) -> HookResult<Option<String>> {
        Ok(None)
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Stock;

impl Pages for Stock {}

impl Policy for Stock {}

impl TokenFormat for Stock {
    async fn mint(&self, _: &Proposed<'_>) -> HookResult<Option<String>> {
        Ok(None)
    }
}

#[oauth2_provider(grants(code, client_credentials))]
struct Fields {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    #[oauth2(client_credentials)]
    clients: MemoryClients,
    #[oauth2(pages, policy, tokens)]
    stock: Stock,
}

impl Login for Fields {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

type Quiet<T> = std::sync::Arc<T>;

fn main() {
    let expected = "\
provider Everything
grants: code, implicit, password, client_credentials, refresh_token
hook store: the field `store`
hook find_client: `Everything` itself
hook validate_user: `Everything` itself
hook authorize_client: `Everything` itself
hook policy: `Everything` itself
hook pages: `Everything` itself
hook mint: `Everything` itself
issuer: http://127.0.0.1:3000
access_token_ttl: 15m
refresh_token_ttl: 30d
code_ttl: 90s
pkce: optional
login: form
allow: implicit
allow: password
allow: json_body
allow: http_redirect
endpoint authorize: /dialog/authorize
endpoint decision: /dialog/decision
endpoint token: /t
endpoint revoke: /r
endpoint introspect: /i
endpoint metadata: /m
endpoint login: /in
endpoint logout: /out
endpoint apps: /a
scope read (default): See your photos
scope photos:write (default): Add photos
scope delete_photos: Delete photos
";
    assert_eq!(Everything::MANIFEST.to_string(), expected);
    assert_eq!(app_scope::DeletePhotos::NAME, "delete_photos");
    assert!(Fields::MANIFEST.scopes().is_empty());
}
