//! The markers are still there.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    Read,
}

#[oauth2_provider(grants(client_credentials), scopes = AppScope, issuer = "https://photos.example")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

async fn read(_: Bearer<Demo, app_scope::Read>) {}

fn serve(demo: Demo) -> Result<axum::Router, ConfigError> {
    let server = demo.build()?;
    let router = axum::Router::new().route("/photos", axum::routing::get(read));
    Ok(router.merge(server.router()).with_state(server))
}

fn main() {}

//@ error | 7: Read | fix write what people read when they consent, e.g. `/// See your photos`
