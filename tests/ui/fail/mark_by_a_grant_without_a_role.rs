//! The grant `code` has no hook of its own.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(code)]
    login: MemoryUsers,
}

fn main() {}

//@ error | 11: code | fix write `store`, `clients`, `login`, `users`, `client_credentials`, `policy`, `pages`, `tokens` or `settings`
