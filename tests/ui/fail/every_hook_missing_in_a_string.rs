//! In the string form each error underlines the string and names the grant.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants = "code,password,client_credentials", allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
}

fn main() {}
