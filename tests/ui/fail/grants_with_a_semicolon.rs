//! Grants are separated by commas.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials; refresh_token))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: ; | fix expected `,` between two grants
