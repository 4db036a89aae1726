//! Who guards with scopes hears only of the option.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    Read,
}

#[oauth2_provider(grants(client_credentials), scops = AppScope)]
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

//@ error | 11: scops | fix did you mean `scopes`?
