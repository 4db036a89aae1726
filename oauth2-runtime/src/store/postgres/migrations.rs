//! Applies the migrations to a schema.

use super::Outcome;
use super::columns::bytes;
use super::locks::Locks;
use crate::store::migrations::{Migration, POSTGRES, left};
use deadpool_postgres::Object;

/// Brings the schema up to this version, whole or not at all, also when several nodes start at
/// once: the others wait. The caller gives the connection up when it fails.
pub(super) async fn migrate(client: &Object, locks: &Locks) -> Outcome<()> {
    client
        .batch_execute("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        .await?;
    client
        .query("SELECT pg_advisory_xact_lock($1)", &[&locks.migrations()])
        .await?;
    client
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS oauth2_migrations (
                 number   bigint NOT NULL PRIMARY KEY,
                 name     text COLLATE \"C\" NOT NULL,
                 checksum bytea NOT NULL
             )",
        )
        .await?;
    let applied = read_applied(client).await?;
    for migration in left(POSTGRES, &applied)? {
        apply(client, migration).await?;
    }
    client.batch_execute("COMMIT").await?;
    Ok(())
}

async fn apply(client: &Object, migration: &Migration) -> Outcome<()> {
    client.batch_execute(migration.sql).await?;
    let (number, name, checksum) = (migration.number, migration.name, migration.checksum());
    client
        .execute(
            "INSERT INTO oauth2_migrations (number, name, checksum) VALUES ($1, $2, $3)",
            &[&number, &name, &checksum.as_slice()],
        )
        .await?;
    Ok(())
}

async fn read_applied(client: &Object) -> Outcome<Vec<(i64, [u8; 32])>> {
    let sql = "SELECT number, checksum FROM oauth2_migrations ORDER BY number";
    let rows = client.query(sql, &[]).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("number")?, bytes(row, "checksum")?)))
        .collect()
}
