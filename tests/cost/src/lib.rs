//! What a request costs: a provider that the attribute made and handlers that an expert wrote by
//! hand, driven alike.

pub mod counting;
pub mod growth;
pub mod ratio;
pub mod reference;
pub mod workload;

use axum::Router;
use oauth2_runtime::{CachedStore, MemoryStore, SqliteStore, Store};

/// The names of the two servers.
pub const SERVERS: [&str; 2] = ["ours", "reference"];

/// A server of this name, or ours on another store, `sqlite` or `cached`: a router with an empty
/// store.
///
/// # Panics
/// There is no such server.
pub fn router(server: &str, issuer: &str) -> Router {
    let database = || SqliteStore::in_memory().expect("a database");
    match server {
        "ours" => ours(issuer, MemoryStore::new()),
        "sqlite" => ours(issuer, database()),
        "cached" => ours(issuer, CachedStore::new(database(), 100_000)),
        "reference" => reference::router(),
        _ => panic!("the servers are {SERVERS:?}, `sqlite` and `cached`"),
    }
}

fn ours(issuer: &str, store: impl Store) -> Router {
    bench::app(issuer, store).expect("a provider").0
}
