//! What belongs to a grant asks for that grant.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{Enabled, grants};

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn only_with_password<P: Enabled<grants::password>>(_: &P) {}

fn misuse(demo: &Demo) {
    only_with_password(demo);
}

fn main() {}

//@ error E0277 | 17: demo | grant password | fix add `password` to `#[oauth2_provider(grants(...))]` on `Demo`, or delete this code
