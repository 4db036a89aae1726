//! The stores that are kept elsewhere.

use crate::serve;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{PostgresStore, RedisStore};
use std::error::Error;

/// Serves over the store of this name at this place.
pub(crate) async fn serve_on(port: &str, store: &str, place: &str) -> Result<(), Box<dyn Error>> {
    match store {
        "sqlite" => serve(port, SqliteStore::open(place)?).await,
        "postgres" => serve(port, PostgresStore::connect(place).await?).await,
        "redis" => serve(port, RedisStore::connect(place).await?).await,
        _ => Err("the stores are `sqlite`, `postgres` and `redis`".into()),
    }
}
