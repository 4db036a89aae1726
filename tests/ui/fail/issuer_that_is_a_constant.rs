//! The attribute reads words, not values.

use oauth2_runtime::prelude::*;

const ISSUER: &str = "https://photos.example";

#[oauth2_provider(grants(client_credentials), issuer = ISSUER)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 7: ISSUER | fix write `issuer = "https://photos.example"` | fix one that is known only at run time goes to `.at(..)`
