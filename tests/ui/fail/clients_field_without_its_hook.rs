//! A field that cannot find a client.

use oauth2_runtime::prelude::*;

struct Db;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    db: Db,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error E0277 | 11: clients | hook find_client | fix impl Clients for Db {
