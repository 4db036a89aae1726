//! All of the file as lines, and back.

use super::{Outcome, SqliteStore};
use crate::error::StoreError;
use crate::store::transfer::{Column, Export, Import, Kind, TABLES, Value};
use rusqlite::types::{Null, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Result as SqlResult, ToSql, params_from_iter};
use std::path::Path;

impl SqliteStore {
    /// Writes every row into a new file of lines, as of one moment and while the store is in use:
    /// for [`SqliteStore::import`], or the same of another SQL store. Stop the application first,
    /// so that what is given afterwards is not left behind.
    ///
    /// The file holds hashes and no secret, and still tells who signed in where: it is for its owner
    /// alone (on Unix), and it has its name only when it is whole.
    ///
    /// # Errors
    /// As [`SqliteStore::backup`].
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = std::env::temp_dir().join(format!("oauth2-export-{}", std::process::id()));
    /// # std::fs::create_dir(&folder)?;
    /// use oauth2_runtime::SqliteStore;
    ///
    /// let old = SqliteStore::open(folder.join("old.db"))?;
    /// old.export(folder.join("rows.jsonl")).await?;
    /// let new = SqliteStore::open(folder.join("new.db"))?;
    /// new.import(folder.join("rows.jsonl")).await?;
    /// # drop((old, new));
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn export(&self, path: impl AsRef<Path>) -> Result<(), StoreError> {
        let path = path.as_ref().to_owned();
        self.copy(move |db| export_to(db, &path)).await
    }

    /// Takes every row of an exported file, all or none, into a store that has none: every token,
    /// session, consent and client of it is good here, under the same issuer. Register clients
    /// afterwards. A file of an older version is read as if its store had been brought up to date.
    ///
    /// # Errors
    /// The store is not empty; the file cannot be read, is no export, is not whole, or was written
    /// by a newer version; or the database failed.
    pub async fn import(&self, path: impl AsRef<Path>) -> Result<(), StoreError> {
        let path = path.as_ref().to_owned();
        self.write(move |db| import_from(db, &path)).await
    }
}

fn newest(db: &Connection) -> SqlResult<i64> {
    let sql = "SELECT max(number) FROM oauth2_migrations";
    db.query_row(sql, [], |row| row.get(0))
}

fn export_to(db: &Connection, path: &Path) -> Outcome<()> {
    // One moment for all tables.
    let moment = db.unchecked_transaction()?;
    let mut export = Export::create(path, newest(&moment)?)?;
    for table in TABLES {
        let mut select = moment.prepare(&table.select(|column| column.name.to_owned()))?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let columns = table.columns.iter().enumerate();
            let row = columns.map(|(at, column)| read(column, row.get_ref(at)?));
            export.row(table, row.collect::<Outcome<_>>()?)?;
        }
    }
    export.finish()
}

fn read(column: &Column, value: ValueRef<'_>) -> Outcome<Value> {
    Ok(match (column.kind, value) {
        (_, ValueRef::Null) => Value::Null,
        (Kind::Bytes, value) => Value::Bytes(value.as_blob()?.to_owned()),
        (Kind::Text, value) => Value::Text(value.as_str()?.to_owned()),
        (Kind::Whole, value) => Value::Whole(value.as_i64()?),
        (Kind::Flag, value) => Value::Flag(value.as_i64()? != 0),
    })
}

fn import_from(db: &Connection, path: &Path) -> Outcome<()> {
    for table in TABLES {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", table.name);
        if db.query_row(&sql, [], |row| row.get(0))? {
            return Err("the store is not empty".into());
        }
    }
    let mut import = Import::open(path, newest(db)?)?;
    while let Some((table, row)) = import.row()? {
        let places = vec!["?"; table.columns.len()].join(", ");
        let names = table.names();
        let sql = format!("INSERT INTO {} ({names}) VALUES ({places})", table.name);
        db.prepare_cached(&sql)?.execute(params_from_iter(row))?;
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> SqlResult<ToSqlOutput<'_>> {
        match self {
            Self::Null => Ok(ToSqlOutput::from(Null)),
            Self::Bytes(bytes) => bytes.to_sql(),
            Self::Text(text) => text.to_sql(),
            Self::Whole(number) => number.to_sql(),
            Self::Flag(flag) => flag.to_sql(),
        }
    }
}
