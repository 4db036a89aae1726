//! The provider's own fields are still there.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials, passwrod))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn store(server: &AuthorizationServer<Demo>) -> &MemoryStore {
    &server.provider().store
}

fn main() {}

//@ error | 5: passwrod | grant password | fix did you mean `password`?
