//! The list of columns beside the schema, and what is refused.

use super::*;
use rusqlite::Connection;

/// Every column of every table moves, whatever a migration adds.
#[test]
fn every_column_of_the_schema_is_listed() {
    let db = Connection::open_in_memory().unwrap();
    for migration in crate::store::migrations::SQLITE {
        db.execute_batch(migration.sql).unwrap();
    }
    let sql =
        "SELECT m.name || '.' || c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    let mut there = db.prepare(sql).unwrap();
    let there = there.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut there: Vec<_> = there.map(Result::unwrap).collect();
    there.retain(|name| name != "client_secrets.id");
    let columns = |table: &'static Table| {
        let name = |column: &Column| format!("{}.{}", table.name, column.name);
        table.columns.iter().map(name)
    };
    let mut listed: Vec<_> = TABLES.iter().flat_map(columns).collect();
    there.sort();
    listed.sort();
    assert_eq!(there, listed);
}
