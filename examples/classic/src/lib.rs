//! t-oauth2-provider's in-memory example: all four grants, every hook written by hand.

mod login;

pub use login::Sessions;

use axum::{Json, Router, routing::get};
use oauth2_runtime::{grants, prelude::*};
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

/// The scopes of the old example, which granted `*` to everybody.
#[derive(Clone, Copy, Scopes)]
pub enum Scope {
    /// Do everything you can do
    #[scope("*", default)]
    All,
    /// See your e-mail address
    Email,
}

/// The provider. `allow` and `pkce` switch on what the old one did and a new one should not do.
#[oauth2_provider(
    grants = "code,implicit,password,client_credentials",
    allow(implicit, password, json_body, http_redirect),
    pkce = "optional",
    paths(authorize = "/dialog/authorize", decision = "/dialog/authorize/decision"),
    scopes = Scope,
    plays(policy)
)]
pub struct Classic {
    #[oauth2(store)]
    store: MemoryStore,
    awesome_app: Client,
    sessions: Sessions,
}

impl Clients for Classic {
    async fn find_client(&self, client_id: &str) -> HookResult<Option<Client>> {
        let known = self.awesome_app.id().as_str() == client_id;
        Ok(known.then(|| self.awesome_app.clone()))
    }
}

impl Login for Classic {
    async fn current_user(&self, request: &Parts) -> HookResult<Option<Subject>> {
        Ok(self.sessions.find(&request.headers))
    }
}

impl Users for Classic {
    async fn validate_user(&self, username: &str, password: &str) -> HookResult<Option<Subject>> {
        Ok(find_user(username, password))
    }
}

impl ClientCredentials for Classic {
    async fn authorize_client(
        &self,
        _: &Client,
        requested: &ScopeSet,
    ) -> HookResult<Option<Approval>> {
        Ok(Some(Approval::new(requested.clone())))
    }
}

/// The old example asked every time.
impl Policy for Classic {
    async fn auto_approve(&self, _: &ConsentRequest<'_>) -> HookResult<Decision> {
        Ok(Decision::Ask)
    }
}

/// The one user. A real application keeps slow hashes, as `MemoryUsers` does.
fn find_user(username: &str, password: &str) -> Option<Subject> {
    let fits = username.as_bytes().ct_eq(b"admin") & password.as_bytes().ct_eq(b"admin");
    bool::from(fits).then(|| Subject::new("admin"))
}

/// The application at this issuer.
///
/// # Errors
/// The configuration has a fault.
pub fn app(issuer: &str) -> Result<Router, ConfigError> {
    let awesome_app = Client::confidential("awesome-app", &ClientSecret::given("awesome-secret"))
        .name("Awesome App")
        .insecure_redirect("http://awesome.com/callback")
        .grants((
            grants::code,
            grants::implicit,
            grants::password,
            grants::client_credentials,
        ))
        .scopes([Scope::All, Scope::Email])
        .build()?;
    let sessions = Sessions::default();
    let store = MemoryStore::new();
    let server = Classic {
        store,
        awesome_app,
        sessions: sessions.clone(),
    }
    .at(issuer)?;
    Ok(Router::new()
        .route("/api/me", get(me))
        .merge(server.router())
        .with_state(server)
        .merge(login::routes(sessions)))
}

/// A person's and a client's token are both welcome.
async fn me(_: Bearer<Classic>) -> Json<Value> {
    Json(json!({ "name": "correct" }))
}
