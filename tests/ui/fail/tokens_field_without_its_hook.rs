//! A field that writes no token.

use oauth2_runtime::prelude::*;

struct Signer;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(tokens)]
    tokens: Signer,
}

fn main() {}

//@ error E0277 | 13: tokens | hook mint | fix impl TokenFormat for Signer {
