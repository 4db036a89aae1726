//! Every mistake is told in one compile.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(passwrod, cod), access_token_ttl = "900", isuer = "https://a.example")]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {}

//@ error | 5: passwrod | grant password | fix did you mean `password`?
//@ error | 5: cod | grant code | fix did you mean `code`?
//@ error | 5: "900" | fix write a number and a unit: "30s", "15m", "12h" or "30d"
//@ error | 5: isuer | fix did you mean `issuer`?
//@ mistakes 4
