//! Two ask for the same hook: one error.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code, password), allow(password), login(form))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 5: password | hook validate_user | grant password | fix impl Users for Demo {
