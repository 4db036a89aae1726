//! A field that comes and goes renumbers the others.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
struct Demo(
    #[cfg(unix)] u8,
    #[oauth2(store)] MemoryStore,
    #[oauth2(clients, client_credentials)] MemoryClients,
);

fn main() {}

//@ error | 7: #[cfg(unix)] | fix give the fields names
