//! A generic provider beside a mistake.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials, passwrod))]
struct Demo<S: Store> {
    #[oauth2(store)]
    store: S,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
}

fn serve<S: Store>(demo: Demo<S>) -> Result<AuthorizationServer<Demo<S>>, ConfigError> {
    demo.at("https://photos.example")
}

fn main() {}

//@ error | 5: passwrod | grant password | fix did you mean `password`?
