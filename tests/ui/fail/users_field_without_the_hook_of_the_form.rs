//! The form asks a field that cannot answer.

use oauth2_runtime::prelude::*;

struct Db;

#[oauth2_provider(grants(code), login(form))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: Db,
}

fn main() {}

//@ error E0277 | 13: users | hook validate_user | fix impl Users for Db {
