//! The page of `login(form)` needs `validate_user`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), login(form))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 5: form | hook validate_user | fix impl Users for Demo {
