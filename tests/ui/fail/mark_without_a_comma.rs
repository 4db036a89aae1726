//! Two roles in a row.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 9: client_credentials | fix expected `,` between two roles
