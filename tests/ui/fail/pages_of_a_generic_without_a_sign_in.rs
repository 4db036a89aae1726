//! Of a generic struct, too, pages that nobody sees are told.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo<S: Store> {
    #[oauth2(store)]
    store: S,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

impl<S: Store> Pages for Demo<S> {}

fn main() {}

//@ error E0277 | 5: grants | fix write `plays(pages)` in the attribute of a provider with grant `code` or `implicit`, or delete the impl
