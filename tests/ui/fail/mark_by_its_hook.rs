//! The role, not the hook.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials, password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(validate_user)]
    users: MemoryUsers,
}

fn main() {}

//@ error | 11: validate_user | hook validate_user | fix did you mean `users`?
