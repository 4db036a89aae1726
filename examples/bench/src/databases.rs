//! The stores that are kept elsewhere.

use crate::serve;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{CachedStore, PostgresStore, RedisStore};
use std::error::Error;

/// How many tokens the cache remembers.
const ROWS: usize = 100_000;

/// Serves over the store of this name at this place.
pub(crate) async fn serve_on(
    port: &str,
    store: &str,
    place: &str,
    cached: bool,
) -> Result<(), Box<dyn Error>> {
    match store {
        "sqlite" => serve_over(port, SqliteStore::open(place)?, cached).await,
        "postgres" => serve_over(port, PostgresStore::connect(place).await?, cached).await,
        "redis" => serve_over(port, RedisStore::connect(place).await?, cached).await,
        _ => Err("the stores are `sqlite`, `postgres` and `redis`".into()),
    }
}

async fn serve_over<S: Store>(port: &str, store: S, cached: bool) -> Result<(), Box<dyn Error>> {
    if cached {
        return serve(port, CachedStore::new(store, ROWS)).await;
    }
    serve(port, store).await
}
