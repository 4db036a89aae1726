//! Who is perhaps there plays no role.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(password), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: Option<MemoryUsers>,
}

fn main() {}

//@ error E0277 | 11: users | hook validate_user | grant password | fix a type of another crate gets the hook in a struct of your own round it
