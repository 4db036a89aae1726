//! A declared role must be implemented.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), plays(policy, tokens))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error E0277 | 5: policy | fix write `impl Policy for Demo { }` with the methods you want to override, or delete `policy` here
//@ error E0277 | 5: tokens | hook mint | fix impl TokenFormat for Demo {
//@ mistakes 2
