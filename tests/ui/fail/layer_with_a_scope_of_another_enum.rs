//! A marker of another enum.

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

#[derive(Clone, Copy, Scopes)]
enum OtherScope {
    /// See your mail
    Mail,
}

fn guard(server: &AuthorizationServer<Demo>) {
    RequireScopes::<Demo, other_scope::Mail>::new(server);
}

fn main() {}

//@ error E0277 | 27: RequireScopes::<Demo, other_scope::Mail>::new(server) | fix use the marker types of that enum
