//! The short form needs an issuer too.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn serve(demo: Demo) -> Result<axum::Router, ConfigError> {
    demo.router()
}

fn main() {}

//@ error E0277 | 14: router | fix write `issuer = "https://photos.example"` in | fix #[oauth2(settings)] settings: Settings | fix .at("https://photos.example")
