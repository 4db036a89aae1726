//! An application with its own brand, and a login page of its own: see `pages.rs`.

mod pages;

use oauth2_runtime::prelude::*;
use oauth2_runtime::{MemoryUsers, Settings, grants};
pub use pages::brand;

/// The provider.
#[oauth2_provider(grants(code), login(form), plays(pages))]
pub struct Harbour {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: MemoryUsers,
    #[oauth2(settings)]
    settings: Settings,
}

/// The server with one client and one person.
///
/// # Errors
/// The configuration has a fault.
pub fn server(issuer: &str) -> Result<AuthorizationServer<Harbour>, ConfigError> {
    let client = Client::public("demo")
        .name("Demo")
        .redirect_uri("http://127.0.0.1/callback")
        .grants(grants::code);
    Harbour {
        store: MemoryStore::new(),
        clients: MemoryClients::new([client.build()?])?,
        people: MemoryUsers::new().with("alice", "wonderland"),
        settings: Settings::new(issuer).brand(brand()),
    }
    .build()
}
