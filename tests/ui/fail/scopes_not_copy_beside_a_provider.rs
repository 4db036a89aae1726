//! One message for the enum, none for who uses it.

use oauth2_runtime::prelude::*;

#[derive(Clone, Scopes)]
enum AppScope {
    /// See your photos
    Read,
}

#[oauth2_provider(grants(client_credentials), scopes = AppScope)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

async fn read(_: Bearer<Demo, app_scope::Read>) {}

fn main() {}

//@ error E0277 | 6: AppScope | fix consider annotating `AppScope` with `#[derive(Copy)]`
