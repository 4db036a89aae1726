//! A field with pages, where nobody signs in.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(pages)]
    pages: Templates,
}

struct Templates;

impl Pages for Templates {}

fn main() {}

//@ error | 11: pages | grant code | grant implicit | fix add it, or delete this mark
