//! Type and const parameters, where clauses, `dyn` players and fields behind `Arc`.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{DynClients, DynUsers};
use std::sync::Arc;

pub mod my_reexports {
    pub use oauth2_runtime as oauth2;
}

#[oauth2_provider(
    grants(code, refresh_token, password),
    allow(password),
    login(form),
    crate = my_reexports::oauth2,
)]
pub(crate) struct Shop<S: Store, D, const N: usize>
where
    D: Clients + Users + Send + Sync + 'static,
{
    #[oauth2(store)]
    store: S,
    #[oauth2(clients, users)]
    db: Arc<D>,
    #[oauth2(settings)]
    settings: Settings,
    shelves: [u8; N],
}

#[oauth2_provider(grants(password), allow(password))]
struct Dynamic {
    #[oauth2(store)]
    store: Arc<dyn Store>,
    #[oauth2(clients)]
    clients: Arc<dyn DynClients>,
    #[oauth2(users)]
    users: Box<dyn DynUsers>,
}

#[oauth2_provider(grants(code))]
struct Inherited<T>
where
    T: Login + Clients + Send + Sync + 'static,
{
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, login)]
    inner: T,
}

mod deep {
    pub(super) mod deeper {
        use oauth2_runtime::prelude::*;

        #[oauth2_provider(grants(client_credentials), crate = super::super::my_reexports::oauth2)]
        pub struct Below {
            #[oauth2(store)]
            store: MemoryStore,
            #[oauth2(clients, client_credentials)]
            clients: MemoryClients,
        }
    }
}

#[oauth2_provider(grants(client_credentials), crate = crate::my_reexports::oauth2)]
struct FromTheRoot {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {
    let _ = |inherited: Inherited<Nobody>| inherited;
    let shop = |shop: &Shop<MemoryStore, Arc<Nobody>, 2>| shop.shelves;
    let _ = shop;
    let _ = |below: deep::deeper::Below| below;
}

struct Nobody;

impl Login for Nobody {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

impl Clients for Nobody {
    async fn find_client(&self, _: &str) -> HookResult<Option<Client>> {
        Ok(None)
    }
}

impl Users for Nobody {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}
