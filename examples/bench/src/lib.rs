//! The provider that is measured: the application's own sign-in, consent without a page, a bearer
//! route.

mod login;

use axum::http::header::CONTENT_TYPE;
use axum::{Router, extract::State, routing::get};
use login::Sessions;
use oauth2_runtime::Paths;
use oauth2_runtime::grants::{client_credentials, code, refresh_token};
use oauth2_runtime::prelude::*;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU32, Ordering};

/// What an application may ask for.
#[derive(Clone, Copy, Scopes)]
pub enum BenchScope {
    /// Be measured
    #[scope(default)]
    Default,
}

/// The provider, over any store.
#[oauth2_provider(grants(code, refresh_token, client_credentials), scopes = BenchScope)]
pub struct Bench<S: Store> {
    #[oauth2(store)]
    store: S,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(login)]
    sessions: Sessions,
    #[oauth2(policy)]
    consent: Automatic,
    #[oauth2(settings)]
    settings: Settings,
}

/// Whoever is signed in has allowed everything.
struct Automatic;

impl Policy for Automatic {
    async fn auto_approve(&self, _: &ConsentRequest<'_>) -> HookResult<Decision> {
        Ok(Decision::Approve)
    }
}

/// The application: the provider's endpoints, a protected route, and a login without a password.
///
/// # Errors
/// The configuration has a fault.
pub fn app<S: Store>(
    issuer: &str,
    store: S,
) -> Result<(Router, AuthorizationServer<Bench<S>>), ConfigError> {
    let client = Client::confidential("bench", &ClientSecret::given("bench-secret"))
        .redirect_uri("http://127.0.0.1:9/cb")
        .grants((code, refresh_token, client_credentials))
        .scopes([BenchScope::Default])
        .introspects();
    let paths = Paths::default()
        .token("/token")
        .authorize("/authorize")
        .introspect("/introspect");
    let provider = Bench {
        store,
        clients: MemoryClients::new([client.build()?])?,
        sessions: Sessions::default(),
        consent: Automatic,
        settings: Settings::default().paths(paths).client_address(elsewhere),
    };
    let server = provider.at(issuer)?;
    let app = Router::new()
        .route("/protected", get(protected::<S>))
        .route("/login", get(login::sign_in::<S>))
        .merge(server.router());
    Ok((app.with_state(server.clone()), server))
}

type Server<S> = State<AuthorizationServer<Bench<S>>>;

async fn protected<S: Store>(
    _: Bearer<Bench<S>>,
) -> ([(axum::http::HeaderName, &'static str); 1], &'static str) {
    ([(CONTENT_TYPE, "application/json")], r#"{"ok":true}"#)
}

/// All load comes from one address, which could fail ten times: each request has one of its own
/// instead, so that the throttle does its work and stops nobody.
#[expect(clippy::unnecessary_wraps, reason = "the setting asks for it")]
fn elsewhere(_: &Parts) -> Option<IpAddr> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    Some(IpAddr::V4(Ipv4Addr::from_bits(next)))
}
