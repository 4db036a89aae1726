//! There is no prefix; each path is written out.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), prefix = "/auth")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: prefix | fix did you mean `paths`? write `paths(authorize = "/dialog/authorize")`
