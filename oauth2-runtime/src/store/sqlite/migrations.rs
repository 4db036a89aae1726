//! Applies the migrations to a file.

use super::Outcome;
use crate::store::migrations::{SQLITE, left};
use rusqlite::{Connection, TransactionBehavior, params};

/// Brings the file up to this version, whole or not at all, also when two processes open it.
pub(super) fn migrate(db: &mut Connection) -> Outcome<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS oauth2_migrations (
             number   INTEGER PRIMARY KEY,
             name     TEXT NOT NULL,
             checksum BLOB NOT NULL
         ) STRICT",
    )?;
    let applied = read_applied(&transaction)?;
    for migration in left(SQLITE, &applied)? {
        transaction.execute_batch(migration.sql)?;
        transaction.execute(
            "INSERT INTO oauth2_migrations (number, name, checksum) VALUES (?1, ?2, ?3)",
            params![migration.number, migration.name, migration.checksum()],
        )?;
    }
    transaction.commit()?;
    Ok(())
}

fn read_applied(db: &Connection) -> Outcome<Vec<(i64, [u8; 32])>> {
    let mut applied =
        db.prepare("SELECT number, checksum FROM oauth2_migrations ORDER BY number")?;
    let rows = applied.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated() -> Connection {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db).unwrap();
        db
    }

    #[test]
    fn a_second_time_changes_nothing() {
        migrate(&mut migrated()).unwrap();
    }

    #[test]
    fn a_client_of_an_older_file_is_no_resource_server() {
        let mut db = migrated();
        db.execute_batch(
            "ALTER TABLE clients DROP COLUMN introspects;
             ALTER TABLE clients DROP COLUMN verified_host;
             ALTER TABLE revocations DROP COLUMN unfinished;
             DELETE FROM oauth2_migrations WHERE number >= 4;
             INSERT INTO clients (id, name, auth_method, grants, scopes, redirect_uris,
                 insecure_redirect_uris) VALUES ('web', '', 'none', '', '', '[]', '[]')",
        )
        .unwrap();
        migrate(&mut db).unwrap();
        let sql = "SELECT introspects FROM clients";
        let introspects: bool = db.query_row(sql, [], |row| row.get(0)).unwrap();
        assert!(!introspects);
    }

    #[test]
    fn a_failing_migration_leaves_nothing_behind() {
        let mut db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE clients (somebody_elses TEXT)")
            .unwrap();
        assert!(migrate(&mut db).is_err());
        assert!(!db.table_exists(None, "grants").unwrap());
        assert!(!db.table_exists(None, "oauth2_migrations").unwrap());
    }
}
