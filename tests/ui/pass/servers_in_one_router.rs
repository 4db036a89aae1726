//! Two providers in one router, with guards.

use axum::extract::FromRef;
use axum::routing::get;
use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
pub enum AppScope {
    /// See your photos
    Read,
    /// Add and delete photos
    Write,
}

#[oauth2_provider(grants(code, refresh_token), login(form), scopes = AppScope)]
struct Photos {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

#[oauth2_provider(
    grants(client_credentials),
    issuer = "http://127.0.0.1:3000/robots",
    paths(token = "/robots/token", revoke = "/robots/revoke", introspect = "/robots/introspect")
)]
struct Robots {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

#[derive(Clone)]
struct App {
    photos: AuthorizationServer<Photos>,
    robots: AuthorizationServer<Robots>,
}

impl FromRef<App> for AuthorizationServer<Photos> {
    fn from_ref(app: &App) -> Self {
        app.photos.clone()
    }
}

impl FromRef<App> for AuthorizationServer<Robots> {
    fn from_ref(app: &App) -> Self {
        app.robots.clone()
    }
}

async fn anybody(_: Bearer<Photos>) {}

async fn reader(_: Bearer<Photos, app_scope::Read>) {}

async fn owner(_: Bearer<Photos, (app_scope::Read, app_scope::Write)>) {}

async fn robot(_: Option<Bearer<Robots>>) {}

fn main() -> Result<(), ConfigError> {
    let photos = Photos {
        store: MemoryStore::new(),
        clients: MemoryClients::new([])?,
        users: MemoryUsers::new(),
    };
    let robots = || -> Result<_, ConfigError> {
        Ok(Robots { store: MemoryStore::new(), clients: MemoryClients::new([])? })
    };
    let alone: axum::Router = robots()?.router()?;
    drop(alone);
    let app = App { photos: photos.at("http://127.0.0.1:3000")?, robots: robots()?.build()? };
    let router: axum::Router = axum::Router::new()
        .route("/", get(anybody))
        .route("/photos", get(reader).post(owner))
        .route("/robot", get(robot))
        .merge(app.photos.router())
        .merge(app.robots.router())
        .with_state(app);
    drop(router);
    Ok(())
}
