//! The issuer is declared, never inferred from a request.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn serve(demo: Demo) -> Result<AuthorizationServer<Demo>, ConfigError> {
    demo.build()
}

fn main() {}

//@ error E0277 | 14: build | fix write `issuer = "https://photos.example"` in | fix #[oauth2(settings)] settings: Settings | fix .at("https://photos.example")
