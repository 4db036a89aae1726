//! A field that decides nothing.

use oauth2_runtime::prelude::*;

struct Rules;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(policy)]
    policy: Rules,
}

fn main() {}

//@ error E0277 | 13: policy | fix write `impl Policy for Rules { }` with the methods you want to override, or delete `policy` here
