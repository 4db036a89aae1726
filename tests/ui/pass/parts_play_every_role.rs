//! The smallest provider with pages: no hook is written.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code, refresh_token, client_credentials), login(form))]
struct Demo {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

#[oauth2_provider(grants(client_credentials))]
struct Tuple(
    #[oauth2(store)] MemoryStore,
    u8,
    #[oauth2(clients, client_credentials)] MemoryClients,
);

fn provider<P: oauth2_runtime::__private::Provider>() {}

fn main() {
    provider::<Demo>();
    provider::<Tuple>();
    let tuple = |tuple: &Tuple| tuple.1;
    let _ = tuple;
}
