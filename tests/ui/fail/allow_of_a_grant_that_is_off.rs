//! Nothing warns about a grant that is off.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: password | grant password | fix add it to the grants, or delete this word
