//! A layer copies what it needs of the server.

use oauth2_runtime::RequireScopes;
use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    Read,
}

#[oauth2_provider(grants(client_credentials), scopes = AppScope, issuer = "https://photos.example")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn guard(server: AuthorizationServer<Demo>) -> RequireScopes<Demo, app_scope::Read> {
    RequireScopes::new(server)
}

fn main() {}

//@ error E0308 | 21: server | fix consider borrowing here
