//! To build waits for nothing.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), issuer = "https://photos.example")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

async fn serve(demo: Demo) -> Result<AuthorizationServer<Demo>, ConfigError> {
    demo.build().await
}

fn main() {}

//@ error E0277 | 14: await | fix remove the `.await`
