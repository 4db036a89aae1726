//! Words as raw identifiers; the attribute and its marks in braces and in brackets.

use oauth2_runtime::prelude::*;

#[oauth2_provider(r#grants(r#client_credentials), r#allow(r#json_body))]
struct Raw {
    #[r#oauth2(r#store)]
    r#type: MemoryStore,
    #[oauth2(r#clients, client_credentials)]
    r#fn: MemoryClients,
}

#[oauth2_provider { grants(client_credentials) }]
struct Braces {
    #[oauth2 { store }]
    store: MemoryStore,
    #[oauth2[clients, client_credentials]]
    clients: MemoryClients,
}

#[oauth2_provider[grants = "client_credentials"]]
struct Brackets {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn main() {
    assert_eq!(Raw::MANIFEST.grants(), ["client_credentials"]);
    assert_eq!(Braces::MANIFEST.grants(), ["client_credentials"]);
    assert_eq!(Brackets::MANIFEST.grants(), ["client_credentials"]);
}
