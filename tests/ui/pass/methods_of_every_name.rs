//! A struct, and a trait for all types, whose methods have the names that the toolkit calls.

use oauth2_runtime::prelude::*;

#[oauth2_provider(
    grants(code, password, client_credentials),
    allow(password),
    login(form),
    issuer = "http://localhost"
)]
struct Photos {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

macro_rules! methods {
    ($($name:ident)*) => { $(fn $name(&self) -> u8 { 1 })* };
}

impl Photos {
    methods!(me settings store clients users form_users policy pages tokens build at router);
}

#[allow(dead_code)]
trait Other {
    methods!(me settings store clients users issuer clone current_user validate_user mint);
}

impl<T> Other for T {}

fn main() -> Result<(), ConfigError> {
    let photos = Photos {
        store: MemoryStore::new(),
        clients: MemoryClients::default(),
        users: MemoryUsers::new(),
    };
    let own = [
        photos.me(),
        photos.settings(),
        photos.store(),
        photos.clients(),
        photos.users(),
        photos.form_users(),
        photos.policy(),
        photos.pages(),
        photos.tokens(),
        Photos::build(&photos),
        Photos::at(&photos),
        Photos::router(&photos),
    ];
    assert_eq!(own, [1; 12]);
    let _: axum::Router = BuildServer::build(photos)?.router();
    Ok(())
}
