//! A guard finds its provider in the state.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

async fn read(_: Bearer<Demo>) {}

fn routes() -> axum::Router {
    axum::Router::new().route("/photos", axum::routing::get(read))
}

fn main() {}

//@ error E0308 | 16: axum::routing::get(read)
//@ because rustc compares two routers of axum, and does not know that `.with_state(server)` is missing
