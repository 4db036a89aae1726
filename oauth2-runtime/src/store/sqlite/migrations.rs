//! The schema as a numbered list of files: forward only, each applied once and never changed.

use super::Outcome;
use crate::secret;
use rusqlite::{Connection, TransactionBehavior, params};

struct Migration {
    number: i64,
    name: &'static str,
    sql: &'static str,
}

macro_rules! migrations {
    ($($number:literal $name:literal)*) => {
        &[$(Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../../../migrations/sqlite/", $name, ".sql")),
        }),*]
    };
}

const MIGRATIONS: &[Migration] = migrations! {
    1 "0001_grants"
    2 "0002_people"
    3 "0003_clients"
    4 "0004_introspection"
};

impl Migration {
    /// The same for a checkout with other line ends.
    fn checksum(&self) -> [u8; 32] {
        secret::sha256(self.sql.replace("\r\n", "\n").as_bytes())
    }
}

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
    if applied.len() > MIGRATIONS.len() {
        return Err("the file was written by a newer version of oauth2-runtime".into());
    }
    for ((number, checksum), migration) in applied.iter().zip(MIGRATIONS) {
        if *number != migration.number || *checksum != migration.checksum() {
            let name = migration.name;
            return Err(format!("the file was written with another migration `{name}`").into());
        }
    }
    for migration in MIGRATIONS.iter().skip(applied.len()) {
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
             DELETE FROM oauth2_migrations WHERE number = 4;
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
    fn numbers_and_names_agree() {
        for (migration, number) in MIGRATIONS.iter().zip(1..) {
            assert_eq!(migration.number, number);
            assert!(
                migration.name.starts_with(&format!("{number:04}_")),
                "{}",
                migration.name
            );
        }
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
