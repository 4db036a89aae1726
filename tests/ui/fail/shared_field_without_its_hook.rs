//! Behind an `Arc` the message is about the type inside.

use oauth2_runtime::prelude::*;
use std::sync::Arc;

struct Db;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    db: Arc<Db>,
}

fn main() {}

//@ error E0277 | 14: users | hook validate_user | grant password | fix impl Users for Db {
