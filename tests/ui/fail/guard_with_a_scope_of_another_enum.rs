//! A guard asks for scopes of its provider.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    Read,
}

#[derive(Clone, Copy, Scopes)]
enum OtherScope {
    /// See your mail
    Mail,
}

#[oauth2_provider(grants(client_credentials), scopes = AppScope)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

async fn read(_: Bearer<Demo, other_scope::Mail>) {}

fn routes() -> axum::Router<AuthorizationServer<Demo>> {
    axum::Router::new().route("/mail", axum::routing::get(read))
}

fn main() {}

//@ error E0277 | 28: read
//@ because axum's `Handler` hides what its extractor lacks; `#[axum::debug_handler(state = ..)]`, which the page of errors shows, tells it
