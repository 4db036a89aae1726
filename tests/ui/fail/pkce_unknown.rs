//! A misspelt policy.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code), login(form), pkce = "optionl")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error | 5: "optionl" | fix did you mean `optional`?
