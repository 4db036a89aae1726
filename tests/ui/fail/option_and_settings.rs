//! What the settings field says, the attribute does not say again.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials), issuer = "https://a.example", access_token_ttl = "15m")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(settings)]
    settings: Settings,
}

fn main() {}

//@ error | 5: issuer | fix set it there, or delete that field and keep `issuer` here
//@ error | 5: access_token_ttl | fix set it there, or delete that field and keep `access_token_ttl` here
//@ mistakes 2
