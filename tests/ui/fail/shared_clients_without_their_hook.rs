//! Behind an `Arc` the message is about the type inside.

use oauth2_runtime::prelude::*;
use std::sync::Arc;

struct Db;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    db: Arc<Db>,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error E0277 | 12: clients | hook find_client | fix impl Clients for Db {
