//! One provider on several machines: each node is this, on the same Postgres and Redis.

use axum::{Router, routing::get};
use oauth2_runtime::grants::{client_credentials, code, refresh_token};
use oauth2_runtime::prelude::*;
use oauth2_runtime::{PostgresStore, RedisStore, SplitStore};
use std::error::Error;

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
    db: SplitStore<PostgresStore>,
    #[oauth2(users)]
    people: MemoryUsers,
}

/// One node.
///
/// # Errors
/// Postgres or Redis cannot be reached or is not fit for it, or the configuration has a fault.
pub async fn app(
    issuer: &str,
    postgres: &str,
    redis: &str,
) -> Result<(Router, AuthorizationServer<Photos>), Box<dyn Error>> {
    let durable = PostgresStore::connect(postgres).await?;
    let short_lived = RedisStore::connect(redis).await?;
    let demo = Client::confidential("demo", &ClientSecret::given("demo-secret"))
        .name("Demo server")
        .redirect_uri("http://127.0.0.1/callback")
        .grants((code, refresh_token, client_credentials))
        .scopes([AppScope::Read, AppScope::Write]);
    durable.register(&demo.build()?).await?;
    let db = SplitStore::new(durable, short_lived);
    let people = MemoryUsers::new().with("alice", "wonderland");
    let server = Photos { db, people }.at(issuer)?;
    let photos = get(async |_: Bearer<Photos, app_scope::Read>| "a photo\n");
    let app = Router::new()
        .route("/photos", photos)
        .merge(server.router());
    Ok((app.with_state(server.clone()), server))
}
