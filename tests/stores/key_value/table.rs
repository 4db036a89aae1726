//! One table of a SQL database below the store: what `docs/stores.md` says of it holds on Postgres, at
//! READ COMMITTED, with two nodes.

use oauth2_runtime::contract::{Backend, Removal};
use oauth2_runtime::deadpool_postgres::{Manager, Pool};
use oauth2_runtime::prelude::async_trait;
use oauth2_runtime::tokio_postgres::types::ToSql;
use oauth2_runtime::tokio_postgres::{NoTls, Row, Transaction};
use oauth2_runtime::{BoxError, Change, KeyValue, KeyValueStore, Store, StoreError, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use support::servers::Postgres;

struct Table(Pool);

fn seconds(at: Timestamp) -> i64 {
    i64::try_from(at.seconds()).unwrap()
}

impl Table {
    async fn rows(
        &self,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        let connection = self.0.get().await.map_err(StoreError::new)?;
        let rows = connection.query(sql, values).await;
        rows.map_err(StoreError::new)
    }

    async fn try_commit(&self, changes: &[Change]) -> Result<bool, BoxError> {
        let mut connection = self.0.get().await?;
        let transaction = connection.transaction().await?;
        for change in changes {
            if !make(&transaction, change).await? {
                transaction.rollback().await?;
                return Ok(false);
            }
        }
        transaction.commit().await?;
        Ok(true)
    }
}

/// Each statement waits for whoever holds the row, looks at it anew, and meets one row or none.
async fn make(transaction: &Transaction<'_>, change: &Change) -> Result<bool, BoxError> {
    let ends = change.expires_at.map(seconds);
    let (key, before, after) = (&change.key, &change.before, &change.after);
    let met = match (before, after) {
        (None, after) => {
            let sql = "INSERT INTO kept VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            transaction.execute(sql, &[key, after, &ends]).await?
        }
        (before, None) => {
            let sql = "DELETE FROM kept WHERE key = $1 AND value = $2";
            transaction.execute(sql, &[key, before]).await?
        }
        (before, after) if before == after => {
            let sql = "SELECT FROM kept WHERE key = $1 AND value = $2 FOR SHARE";
            transaction.execute(sql, &[key, before]).await?
        }
        (before, after) => {
            let sql = "UPDATE kept SET value = $3, ends = $4 WHERE key = $1 AND value = $2";
            let values: [&(dyn ToSql + Sync); 4] = [key, before, after, &ends];
            transaction.execute(sql, &values).await?
        }
    };
    Ok(met == 1)
}

#[async_trait]
impl KeyValue for Table {
    async fn get(&self, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let sql = "SELECT key, value FROM kept WHERE key = ANY($1)";
        let rows = self.rows(sql, &[&keys]).await?.into_iter();
        let mut found: HashMap<Vec<u8>, _> = rows.map(|row| (row.get(0), row.get(1))).collect();
        Ok(keys.iter().map(|key| found.remove(key)).collect())
    }

    async fn commit(&self, changes: &[Change]) -> Result<bool, StoreError> {
        self.try_commit(changes).await.map_err(StoreError::new)
    }

    async fn list(
        &self,
        prefix: &[u8],
        after: &[u8],
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        let last = [prefix, &[255; 16]].concat();
        let sql = "SELECT key, value FROM kept WHERE key > $1 AND key <= $2 ORDER BY key LIMIT $3";
        let limit = i64::try_from(limit).unwrap();
        let rows = self.rows(sql, &[&after, &last, &limit]).await?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    async fn expired(&self, now: Timestamp, limit: usize) -> Result<Vec<Vec<u8>>, StoreError> {
        let sql = "SELECT key FROM kept WHERE ends <= $1 ORDER BY ends LIMIT $2";
        let limit = i64::try_from(limit).unwrap();
        let rows = self.rows(sql, &[&seconds(now), &limit]).await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}

struct Schema(String);

impl Backend for Schema {
    const REMOVAL: Removal = Removal::Later;

    async fn new() -> Self {
        let schema = Postgres::shared().schema();
        Postgres::shared().run(&format!(
            "CREATE TABLE {schema}.kept (key bytea PRIMARY KEY, value bytea NOT NULL, ends bigint);
             CREATE INDEX ON {schema}.kept (ends);"
        ));
        Self(schema)
    }

    async fn open(&self) -> Arc<dyn Store> {
        let config = Postgres::shared().url_of(&self.0).parse().unwrap();
        let pool = Pool::builder(Manager::new(config, NoTls)).max_size(8);
        Arc::new(KeyValueStore::new(Table(pool.build().unwrap())))
    }
}

oauth2_runtime::store_contract!(Schema);
