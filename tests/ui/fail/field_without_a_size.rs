//! An object stands behind a pointer.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: dyn oauth2_runtime::DynUsers,
}

fn main() {}

//@ error | 12: dyn oauth2_runtime::DynUsers | fix write `Arc<dyn
