//! The name of the RFC for a grant of ours.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(authorization_code))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: authorization_code | grant code | fix did you mean `code`?
