//! The whole provider: one struct, one attribute, two protected routes.

pub mod demo;

use axum::{Router, routing::get};
use oauth2_runtime::grants::{client_credentials, code, refresh_token};
use oauth2_runtime::prelude::*;

/// What an application may ask a person for.
#[derive(Clone, Copy, Scopes)]
pub enum AppScope {
    /// See your photos
    #[scope(default)]
    Read,
    /// Add and delete photos
    Write,
}

/// The provider.
#[oauth2_provider(grants(code, refresh_token, client_credentials), login(form), scopes = AppScope)]
pub struct Photos {
    #[oauth2(store, clients, client_credentials)]
    db: SqliteStore,
    #[oauth2(users)]
    people: MemoryUsers,
}

/// The application: the provider's endpoints beside two routes of its own.
///
/// # Errors
/// The file cannot be opened, or the configuration has a fault.
pub async fn app(
    issuer: &str,
    file: &std::path::Path,
) -> Result<(Router, AuthorizationServer<Photos>), Box<dyn std::error::Error>> {
    let db = SqliteStore::open(file)?;
    let callback = "http://127.0.0.1/callback";
    let server_side = Client::confidential("demo", &ClientSecret::given("demo-secret"))
        .name("Demo server")
        .redirect_uri(callback)
        .grants((code, refresh_token, client_credentials))
        .scopes([AppScope::Read, AppScope::Write]);
    let on_this_computer = Client::public("demo-cli")
        .name("Demo command line")
        .redirect_uri(callback)
        .grants((code, refresh_token))
        .scopes([AppScope::Read]);
    db.register(&server_side.build()?).await?;
    db.register(&on_this_computer.build()?).await?;
    let people = MemoryUsers::new().with("alice", "wonderland");
    let server = Photos { db, people }.at(issuer)?;
    let photos = get(async |_: Bearer<Photos, app_scope::Read>| "a photo\n");
    let upload = get(async |_: Bearer<Photos, app_scope::Write>| "uploaded\n");
    let app = Router::new()
        .route("/photos", photos)
        .route("/upload", upload)
        .merge(server.router());
    Ok((app.with_state(server.clone()), server))
}
