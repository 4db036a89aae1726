//! The provider most tests use: every grant, the toolkit's login form, a clock moved by hand.

use crate::{FixedClock, ISSUER, SECRET};
use axum::Router;
use axum::routing::get;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{ClientAuthMethod, RequireScopes, grants};
use std::sync::Arc;

/// Three scopes, one of them default.
#[derive(Clone, Copy, Debug, Scopes)]
pub enum AppScope {
    /// See your photos
    #[scope(default)]
    Read,
    /// Add and delete photos
    #[scope("photos:write")]
    Write,
    /// Manage your albums
    Admin,
}

/// Checks passwords without the cost of a slow hash.
#[derive(Debug)]
pub struct People;

impl Users for People {
    async fn validate_user(&self, username: &str, password: &str) -> HookResult<Option<Subject>> {
        Ok(match (username, password) {
            ("alice", "wonderland") => Some(Subject::new("user-1").named("Alice")),
            ("bob", "builder") => Some(Subject::new("user-2").named("Bob")),
            _ => None,
        })
    }
}

/// Every grant on any store.
#[oauth2_provider(
    grants(code, implicit, password, client_credentials, refresh_token),
    allow(implicit, password),
    login(form),
    scopes = AppScope
)]
pub struct Photos {
    /// The store under test.
    #[oauth2(store)]
    pub store: Arc<dyn Store>,
    /// The registered clients.
    #[oauth2(clients, client_credentials)]
    pub clients: MemoryClients,
    /// Alice and Bob.
    #[oauth2(users)]
    pub people: People,
    /// The issuer and the clock.
    #[oauth2(settings)]
    pub settings: Settings,
}

/// `web` may do everything a confidential client can; `cli` is public; `page` uses the implicit
/// grant; `post` authenticates in the form; `plain` is registered for a single grant.
#[must_use]
pub fn clients() -> Vec<Client> {
    let secret = ClientSecret::given(SECRET);
    let all = [AppScope::Read, AppScope::Write];
    let web = Client::confidential("web", &secret)
        .name("Web & Sons")
        .redirect_uri("https://web.example/cb")
        .grants((
            grants::code,
            grants::refresh_token,
            grants::client_credentials,
            grants::password,
        ))
        .scopes(all);
    let other = Client::confidential("other", &secret)
        .redirect_uri("https://other.example/cb?tenant=1")
        .redirect_uri("https://other.example/second")
        .grants((grants::code, grants::refresh_token))
        .scopes(all);
    let cli = Client::public("cli")
        .redirect_uri("http://127.0.0.1/callback")
        .redirect_uri("com.example.cli:/callback")
        .grants((grants::code, grants::refresh_token))
        .scopes(all);
    let page = Client::public("page")
        .redirect_uri("https://page.example/cb?tab=2")
        .grants(grants::implicit)
        .scopes(all);
    let post = Client::confidential("post", &secret)
        .auth_method(ClientAuthMethod::ClientSecretPost)
        .grants(grants::client_credentials)
        .scopes(all);
    let plain = Client::confidential("plain", &secret)
        .auth_method(ClientAuthMethod::ClientSecretBasic)
        .grants(grants::client_credentials)
        .scopes([AppScope::Write]);
    let built =
        [web, other, cli, page, post, plain].map(|client| client.build().expect("a client"));
    built.into()
}

/// The provider on a fresh memory store, its router and its clock.
pub fn photos() -> (Router, AuthorizationServer<Photos>, FixedClock) {
    photos_on(Arc::new(MemoryStore::new().allow_any_issuer()))
}

/// The provider on this store, its router and its clock.
pub fn photos_on(store: Arc<dyn Store>) -> (Router, AuthorizationServer<Photos>, FixedClock) {
    photos_with(store, Settings::new(ISSUER), [])
}

/// The provider with these settings and more clients, its router and its clock.
pub fn photos_with(
    store: Arc<dyn Store>,
    settings: Settings,
    more: impl IntoIterator<Item = Client>,
) -> (Router, AuthorizationServer<Photos>, FixedClock) {
    let clock = FixedClock::default();
    let settings = settings.clock(Arc::new(clock.clone()));
    let clients = clients().into_iter().chain(more);
    let server = build(store, settings, clients).expect("a server");
    (routes(&server), server, clock)
}

/// The server at this issuer, of this store, these clients and this clock.
///
/// # Errors
/// As `build()`.
pub fn photos_at(
    issuer: &str,
    store: Arc<dyn Store>,
    clients: Vec<Client>,
    clock: &FixedClock,
) -> Result<AuthorizationServer<Photos>, ConfigError> {
    build(
        store,
        Settings::new(issuer).clock(Arc::new(clock.clone())),
        clients,
    )
}

fn build(
    store: Arc<dyn Store>,
    settings: Settings,
    clients: impl IntoIterator<Item = Client>,
) -> Result<AuthorizationServer<Photos>, ConfigError> {
    let clients = MemoryClients::new(clients)?;
    Photos {
        store,
        clients,
        people: People,
        settings,
    }
    .build()
}

/// Its endpoints, and routes that it protects.
pub fn routes(server: &AuthorizationServer<Photos>) -> Router {
    let layered = Router::new()
        .route("/api/layered", get(|| async { "passed" }))
        .route_layer(RequireScopes::<Photos, app_scope::Write>::new(server));
    Router::new()
        .route("/api/me", get(me::<Photos>))
        .route("/api/write", get(write))
        .route("/api/both", get(both))
        .route("/api/maybe", get(maybe))
        .merge(layered)
        .merge(server.router())
        .with_state(server.clone())
}

/// Who the token speaks for, and what it allows.
pub(crate) async fn me<P>(who: Bearer<P>) -> String {
    match who.principal() {
        Principal::Person(subject) => format!("person {subject} scopes {}", who.scopes()),
        Principal::Client(client) => format!("client {client} scopes {}", who.scopes()),
    }
}

async fn write(_: Bearer<Photos, app_scope::Write>) -> &'static str {
    "written"
}

async fn both(_: Bearer<Photos, (app_scope::Read, app_scope::Write)>) -> &'static str {
    "both"
}

async fn maybe(who: Option<Bearer<Photos>>) -> &'static str {
    if who.is_some() { "known" } else { "anonymous" }
}
