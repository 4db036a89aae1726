//! The toolkit has one login.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), login(page))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error | 5: page | fix did you mean `form`?
