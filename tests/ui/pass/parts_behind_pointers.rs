//! Every role behind `&'static`, `Arc` or `Box`, and as a trait object with or without auto traits.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{
    DynClientCredentials, DynClients, DynLogin, DynPolicy, DynTokenFormat, DynUsers,
};
use std::sync::{Arc, LazyLock};

#[oauth2_provider(grants(client_credentials))]
struct Leaked {
    #[oauth2(store)]
    store: &'static MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: &'static MemoryClients,
    #[oauth2(settings)]
    settings: LazyLock<Settings>,
}

#[oauth2_provider(grants(password), allow(password))]
struct Shared {
    #[oauth2(store)]
    store: Arc<dyn Store + Send + Sync>,
    #[oauth2(clients)]
    clients: Arc<dyn DynClients + Send + Sync>,
    #[oauth2(users)]
    users: Box<dyn DynUsers + Send + Sync + 'static>,
    #[oauth2(settings)]
    settings: Arc<Settings>,
}

#[oauth2_provider(grants(code, password, client_credentials), allow(password))]
struct Dynamic {
    #[oauth2(store)]
    store: Box<dyn Store>,
    #[oauth2(clients)]
    clients: Arc<dyn DynClients>,
    #[oauth2(login)]
    login: Box<dyn DynLogin>,
    #[oauth2(users)]
    users: Arc<Box<dyn DynUsers>>,
    #[oauth2(client_credentials)]
    robots: &'static dyn DynClientCredentials,
    #[oauth2(policy)]
    policy: Arc<dyn DynPolicy + 'static>,
    #[oauth2(pages)]
    pages: Arc<dyn Pages + Send + Sync>,
    #[oauth2(tokens)]
    tokens: Box<dyn DynTokenFormat>,
}

fn main() -> Result<(), ConfigError> {
    let leaked = Leaked {
        store: Box::leak(Box::default()),
        clients: Box::leak(Box::default()),
        settings: LazyLock::new(|| Settings::new("http://localhost")),
    };
    leaked.build()?;
    let shared = Shared {
        store: Arc::new(MemoryStore::new()),
        clients: Arc::new(MemoryClients::default()),
        users: Box::new(MemoryUsers::new()),
        settings: Arc::new(Settings::new("http://localhost")),
    };
    shared.build()?;
    assert_eq!(Dynamic::MANIFEST.grants().len(), 3);
    Ok(())
}
