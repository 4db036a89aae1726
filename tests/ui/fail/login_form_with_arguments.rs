//! The page's words are in `Pages`.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), login(form(title = "Photos")))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error | 5: (title = "Photos") | fix write the word `form` alone
