//! An option that no word here resembles.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), cors)]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: cors | fix write `grants`, `scopes`, `issuer`, `access_token_ttl`, `refresh_token_ttl`, `code_ttl`, `paths`, `login`, `allow`, `pkce`, `plays` or `crate`
