//! A login page that nobody is sent to.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password), login(form))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {}

//@ error | 5: form | grant code | grant implicit | fix has no effect
