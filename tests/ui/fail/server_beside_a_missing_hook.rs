//! One message for the hook, none for the server.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), issuer = "https://photos.example")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

async fn read(_: Bearer<Demo>) {}

fn serve(demo: Demo) -> Result<axum::Router, ConfigError> {
    let server = demo.build()?;
    let router = axum::Router::new().route("/photos", axum::routing::get(read));
    Ok(router.merge(server.router()).with_state(server))
}

fn main() {}

//@ error E0277 | 5: client_credentials | hook authorize_client | grant client_credentials | fix impl ClientCredentials for Demo {
