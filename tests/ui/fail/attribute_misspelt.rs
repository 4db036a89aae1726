//! A misspelt attribute takes its marks with it.

use oauth2_runtime::prelude::*;

#[oauth2_provder(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: oauth2_provder | fix similar name | fix oauth2_provider
//@ error | 7: oauth2
//@ error | 9: oauth2
//@ because without its attribute rustc knows no mark either, and says so at each
