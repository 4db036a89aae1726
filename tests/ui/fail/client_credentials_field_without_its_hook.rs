//! A store of clients that lets nobody act for itself.

use oauth2_runtime::prelude::*;

struct Db;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(client_credentials)]
    db: Db,
}

fn main() {}

//@ error E0277 | 13: client_credentials | hook authorize_client | grant client_credentials | fix impl ClientCredentials for Db {
