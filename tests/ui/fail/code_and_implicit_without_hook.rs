//! Two grants need the same hook: one error, at the first.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(implicit, code), allow(implicit))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 5: implicit | hook current_user | grant code | grant implicit | fix impl Login for Demo {
