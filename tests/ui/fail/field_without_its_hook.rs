//! A marked field must have the hook.

use oauth2_runtime::prelude::*;

struct Db;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    db: Db,
}

fn main() {}

//@ error E0277 | 13: users | hook validate_user | grant password | fix impl Users for Db {
