//! Each missing hook is one error, at the grant that needs it.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code, password, client_credentials), allow(password))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
}

fn main() {}
