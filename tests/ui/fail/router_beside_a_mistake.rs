//! The shortest program.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), isuer = "https://photos.example")]
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

//@ error | 5: isuer | fix did you mean `issuer`?
