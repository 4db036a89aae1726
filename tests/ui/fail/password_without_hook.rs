//! Grant `password` needs `validate_user`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 5: password | hook validate_user | grant password | fix impl Users for Demo {
