//! What a request costs: a provider that the attribute made and handlers that an expert wrote by
//! hand, driven alike.

pub mod counting;
pub mod growth;
pub mod ratio;
pub mod reference;
pub mod workload;

use axum::Router;
use oauth2_runtime::MemoryStore;

/// The names of the two servers.
pub const SERVERS: [&str; 2] = ["ours", "reference"];

/// A server of this name: a router with an empty store.
///
/// # Panics
/// There is no such server.
pub fn router(server: &str, issuer: &str) -> Router {
    match server {
        "ours" => {
            let made = bench::app(issuer, MemoryStore::new());
            made.expect("a provider").0
        }
        "reference" => reference::router(),
        _ => panic!("the servers are {SERVERS:?}"),
    }
}
