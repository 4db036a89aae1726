//! Legacy grants warn until they are allowed.

#![deny(deprecated)]

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code, implicit, password), login(form))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error deprecated | 7: implicit | grant implicit | fix Use grant `code` with PKCE, or keep it with `allow(implicit)`
//@ error deprecated | 7: password | grant password | fix Use grant `code` with PKCE, or keep it with `allow(password)`
//@ mistakes 2
