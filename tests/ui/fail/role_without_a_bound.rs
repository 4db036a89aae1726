//! A type parameter that plays a role must say so.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo<C> {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: C,
}

fn main() {}

//@ error | 6: C | fix it needs the bound: `C: Clients + ClientCredentials`
