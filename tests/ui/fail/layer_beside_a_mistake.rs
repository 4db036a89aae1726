//! Who guards a whole router hears only of the mistake.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    Read,
}

#[oauth2_provider(grants(client_credentials), scopes = AppScope, access_token_ttl = "15min")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn serve(demo: Demo) -> Result<axum::Router, ConfigError> {
    let server = demo.build()?;
    let guard = oauth2_runtime::RequireScopes::<Demo, app_scope::Read>::new(&server);
    let router = axum::Router::new().route("/photos", axum::routing::get(|| async {}));
    Ok(router.route_layer(guard).with_state(server))
}

fn main() {}

//@ error | 11: "15min" | fix write `s`, `m`, `h` or `d`
