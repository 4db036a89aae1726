//! A variant is not a type; the marker is.

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

async fn read(_: Bearer<Demo, AppScope::Read>) {}

fn main() {}

//@ error E0573 | 25: AppScope::Read | fix use crate::app_scope::Read
