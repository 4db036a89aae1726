//! A program that forbids what nobody can allow again: neither expansion may try to.

#![forbid(warnings, unused, dead_code, missing_docs, unreachable_pub, deprecated)]
#![forbid(
    non_camel_case_types,
    non_snake_case,
    unused_qualifications,
    unused_results
)]
#![forbid(missing_debug_implementations, trivial_casts, unsafe_code)]

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Debug, Scopes)]
enum AppScope {
    /// See your photos
    Read,
    /// Add photos
    #[scope("photos:write", default)]
    Write,
}

#[oauth2_provider(
    grants(client_credentials, code, #[cfg(any())] password),
    login(form),
    allow(password),
    scopes = AppScope
)]
struct Photos {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients, client_credentials)]
    clients: MemoryClients,
    #[oauth2(users)]
    users: MemoryUsers,
}

fn main() {
    assert_eq!(Photos::MANIFEST.grants(), ["client_credentials", "code"]);
}
