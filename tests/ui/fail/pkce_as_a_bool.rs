//! PKCE is required or optional.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), login(form), pkce = true)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error | 5: true | fix write `pkce = "required"`, or `pkce = "optional"`, which is legacy
