//! Grants are named as RFC 6749 names them.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(ClientCredentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: ClientCredentials | grant client_credentials | fix did you mean `client_credentials`?
