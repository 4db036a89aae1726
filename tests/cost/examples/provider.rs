//! The same with a provider: one grant, everything in memory, no pages.

use axum::{Router, routing::get};
use oauth2_runtime::grants::client_credentials;
use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum Scope {
    /// See photos
    Read,
}

#[oauth2_provider(grants(client_credentials), scopes = Scope, issuer = "http://127.0.0.1:3000")]
struct Photos {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

async fn protected(_: Bearer<Photos>) -> &'static str {
    "{\"ok\":true}"
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::confidential("app", &ClientSecret::random())
        .grants(client_credentials)
        .scopes([Scope::Read])
        .build()?;
    let server = Photos {
        store: MemoryStore::new(),
        clients: MemoryClients::new([client])?,
    }
    .build()?;
    let app: Router = Router::new()
        .route("/protected", get(protected))
        .merge(server.router())
        .with_state(server);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, app).await?;
    Ok(())
}
