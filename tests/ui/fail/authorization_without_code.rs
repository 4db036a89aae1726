//! An endpoint that no enabled grant uses.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), issuer = "https://photos.example")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn serve(server: &AuthorizationServer<Demo>) -> axum::Router<AuthorizationServer<Demo>> {
    axum::Router::new().route("/authorize", server.authorization())
}

fn main() {}

//@ error E0277 | 14: authorization | grant code | fix enable a grant that does: `grants(code)`
