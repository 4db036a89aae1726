//! Two grants without a comma between them.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: password | fix expected `,` between two grants
