//! A trait with an `async fn` cannot be an object.

use oauth2_runtime::prelude::*;
use std::sync::Arc;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: Arc<dyn Users>,
}

fn main() {}

//@ error | 13: Users | fix write `dyn oauth2_runtime::DynUsers`
