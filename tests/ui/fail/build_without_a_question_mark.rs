//! What was built may be faulty, and says so.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), issuer = "https://photos.example")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn serve(demo: Demo) -> Result<axum::Router, ConfigError> {
    let server: AuthorizationServer<Demo> = demo.build();
    Ok(server.router())
}

fn main() {}

//@ error E0308 | 14: demo.build() | fix use the `?` operator | fix ?
