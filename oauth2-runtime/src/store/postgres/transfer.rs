//! All of the schema as lines, and back: in pieces, so that memory does not grow with the tables.

use super::clients::find_weak;
use super::db::Db;
use super::partitions::Lifetime;
use super::{Outcome, PostgresStore};
use crate::error::{BoxError, StoreError};
use crate::store::transfer::{Column, Export, Import, Kind, Row, TABLES, Table, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use tokio::task::spawn_blocking;
use tokio_postgres::types::ToSql;

/// How many rows are under way at once.
const PIECE: usize = 1000;

/// Partitions begin and end at whole hours.
const HOUR: i64 = 60 * 60;

/// Work in proportion to what is stored has no time it must be done in.
const PATIENT: &str =
    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

impl PostgresStore {
    /// Writes every row into a new file of lines, as of one moment and while the store is in use:
    /// for [`PostgresStore::import`], or the same of another SQL store. Stop the application first,
    /// so that what is given afterwards is not left behind.
    ///
    /// The file holds hashes and no secret, and still tells who signed in where: it is for its owner
    /// alone (on Unix), and it has its name only when it is whole.
    ///
    /// # Errors
    /// Something has this name already, its folder cannot be written to, or lies on a file system
    /// without hard links; or the database failed.
    pub async fn export(&self, path: impl AsRef<Path>) -> Result<(), StoreError> {
        // Elsewhere no look-up goes by a mark.
        self.inner.finish_all().await?;
        let _permit = self.inner.admit().await?;
        let exported = self.export_to(path.as_ref().to_owned()).await;
        exported.map_err(StoreError::new)
    }

    /// Takes every row of an exported file, all or none, into a store that has none: every token,
    /// session, consent and client of it is good here, under the same issuer. Register clients
    /// afterwards. A file of an older version is read as if its store had been brought up to date.
    ///
    /// # Errors
    /// The store is not empty; the file cannot be read, is no export, is not whole, or was written
    /// by a newer version; or the database failed.
    pub async fn import(&self, path: impl AsRef<Path>) -> Result<(), StoreError> {
        let _permit = self.inner.admit().await?;
        let imported = self.import_from(path.as_ref().to_owned()).await;
        imported.map_err(StoreError::new)
    }

    async fn export_to(&self, path: PathBuf) -> Outcome<()> {
        let mut db = Db::new(self.inner.pool.get().await?);
        let exported = export_all(&mut db, path).await;
        db.settle().await;
        exported
    }

    async fn import_from(&self, path: PathBuf) -> Outcome<()> {
        let mut db = Db::new(self.inner.pool.get().await?);
        let newest = newest(&db).await;
        db.settle().await;
        // What is not whole is refused before anything is written.
        let (newest, file) = (newest?, path.clone());
        let lifetimes = spawn_blocking(move || lifetimes(&file, newest)).await??;
        self.inner.make_partitions(lifetimes).await?;
        db = Db::new(self.inner.pool.get().await?);
        let lock = self.inner.locks.migrations();
        let imported = import_all(&mut db, lock, path, newest).await;
        db.settle().await;
        let weak = imported?;
        let clients = self.inner.weak_clients.write();
        *clients.unwrap_or_else(PoisonError::into_inner) = weak;
        Ok(())
    }
}

async fn newest(db: &Db) -> Outcome<i64> {
    let sql = "SELECT max(number) FROM oauth2_migrations";
    Ok(db.client()?.query_one(sql, &[]).await?.try_get(0)?)
}

async fn export_all(db: &mut Db, path: PathBuf) -> Outcome<()> {
    db.begin(&[]).await?;
    let client = db.client()?;
    // One moment for all tables.
    let moment = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    client
        .batch_execute(&format!("{moment}; {PATIENT}"))
        .await?;
    let newest = newest(db).await?;
    let mut export = spawn_blocking(move || Export::create(&path, newest)).await??;
    for table in TABLES {
        let select = table.select(term);
        let cursor = format!("DECLARE piece NO SCROLL CURSOR FOR {select}");
        client.batch_execute(&cursor).await?;
        let fetch = client.prepare(&fetch(&select)).await?;
        loop {
            let rows = client.query(&fetch, &[]).await?;
            if rows.is_empty() {
                break;
            }
            let rows = rows.iter().map(|row| read(table, row));
            let rows = rows.collect::<Outcome<Vec<_>>>()?;
            export = spawn_blocking(move || {
                rows.into_iter()
                    .try_for_each(|row| export.row(table, row))?;
                Ok::<_, BoxError>(export)
            })
            .await??;
        }
        client.batch_execute("CLOSE piece").await?;
    }
    spawn_blocking(move || export.finish()).await??;
    db.rollback().await
}

/// `PgBouncer` knows a statement by its text, and by the columns that it had at first: those of two
/// tables may not look the same.
fn fetch(select: &str) -> String {
    format!("FETCH {PIECE} FROM piece /* {select} */")
}

/// A small number is read as what it is elsewhere.
fn term(column: &Column) -> String {
    match column.kind {
        Kind::Whole => format!("{}::int8", column.name),
        Kind::Bytes | Kind::Text | Kind::Flag => column.name.to_owned(),
    }
}

fn read(table: &Table, row: &tokio_postgres::Row) -> Outcome<Row> {
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(at, column)| {
            let value = match column.kind {
                Kind::Bytes => row.try_get::<_, Option<_>>(at)?.map(Value::Bytes),
                Kind::Text => row.try_get::<_, Option<_>>(at)?.map(Value::Text),
                Kind::Whole => row.try_get::<_, Option<_>>(at)?.map(Value::Whole),
                Kind::Flag => row.try_get::<_, Option<_>>(at)?.map(Value::Flag),
            };
            Ok(value.unwrap_or(Value::Null))
        })
        .collect()
}

/// One token's lifetime for each hour in which some end: what needs a partition.
fn lifetimes(path: &Path, newest: i64) -> Outcome<Vec<Lifetime>> {
    let mut import = Import::open(path, newest)?;
    let mut hours = BTreeMap::new();
    while let Some((table, row)) = import.row()? {
        if table.name == "access_tokens"
            && let [.., Value::Whole(began), Value::Whole(ends)] = *row
        {
            let lifetime = Lifetime::between(began, ends);
            hours.entry(ends.div_euclid(HOUR)).or_insert(lifetime);
        }
    }
    Ok(hours.into_values().collect())
}

async fn import_all(db: &mut Db, lock: i64, path: PathBuf, newest: i64) -> Outcome<Vec<String>> {
    db.begin(&[super::locks::take(&[&lock])]).await?;
    let client = db.client()?;
    client.batch_execute(PATIENT).await?;
    for table in TABLES {
        let sql = format!("SELECT EXISTS (SELECT FROM {})", table.name);
        if client.query_one(&sql, &[]).await?.try_get(0)? {
            return Err("the store is not empty".into());
        }
    }
    let mut import = spawn_blocking(move || Import::open(&path, newest)).await??;
    let mut piece;
    let mut ahead = None;
    loop {
        (import, piece, ahead) = spawn_blocking(move || read_piece(import, ahead)).await??;
        let Some((table, rows)) = piece else { break };
        insert(db, table, rows).await?;
    }
    let weak = find_weak(db).await?;
    db.commit().await?;
    Ok(weak)
}

type Piece = Option<(&'static Table, Vec<Row>)>;
type Ahead = Option<(&'static Table, Row)>;

/// Rows of one table; the first one of the next table is kept for the next time.
fn read_piece(mut import: Import, ahead: Ahead) -> Outcome<(Import, Piece, Ahead)> {
    let first = match ahead {
        Some(first) => Some(first),
        None => import.row()?,
    };
    let Some((table, first)) = first else {
        return Ok((import, None, None));
    };
    let mut rows = vec![first];
    while rows.len() < PIECE {
        match import.row()? {
            Some((same, row)) if same.name == table.name => rows.push(row),
            next => return Ok((import, Some((table, rows)), next)),
        }
    }
    Ok((import, Some((table, rows)), None))
}

/// In the order of the file: it is that of the numbers which the table gives.
async fn insert(db: &Db, table: &Table, rows: Vec<Row>) -> Outcome<()> {
    let mut columns: Vec<_> = table.columns.iter().map(Values::of).collect();
    for row in rows {
        for (values, value) in columns.iter_mut().zip(row) {
            values.push(value)?;
        }
    }
    let arrays = columns
        .iter()
        .zip(1..)
        .map(|(values, number)| values.term(number));
    let arrays: Vec<String> = arrays.collect();
    let (name, names, arrays) = (table.name, table.names(), arrays.join(", "));
    let sql = format!(
        "INSERT INTO {name} ({names})
         SELECT {names} FROM unnest({arrays}) WITH ORDINALITY AS piece ({names}, line_number)
         ORDER BY line_number"
    );
    let values: Vec<_> = columns.iter().map(Values::as_sql).collect();
    db.client()?.execute(&sql, &values).await?;
    Ok(())
}

/// The values of one column.
enum Values {
    Bytes(Vec<Option<Vec<u8>>>),
    Text(Vec<Option<String>>),
    Whole(Vec<Option<i64>>),
    Flag(Vec<Option<bool>>),
}

impl Values {
    fn of(column: &Column) -> Self {
        match column.kind {
            Kind::Bytes => Self::Bytes(Vec::new()),
            Kind::Text => Self::Text(Vec::new()),
            Kind::Whole => Self::Whole(Vec::new()),
            Kind::Flag => Self::Flag(Vec::new()),
        }
    }

    fn push(&mut self, value: Value) -> Outcome<()> {
        match (self, value) {
            (Self::Bytes(values), Value::Bytes(value)) => values.push(Some(value)),
            (Self::Text(values), Value::Text(value)) => values.push(Some(value)),
            (Self::Whole(values), Value::Whole(value)) => values.push(Some(value)),
            (Self::Flag(values), Value::Flag(value)) => values.push(Some(value)),
            (Self::Bytes(values), Value::Null) => values.push(None),
            (Self::Text(values), Value::Null) => values.push(None),
            (Self::Whole(values), Value::Null) => values.push(None),
            (Self::Flag(values), Value::Null) => values.push(None),
            _ => return Err("a value is not of its column's kind".into()),
        }
        Ok(())
    }

    fn term(&self, number: usize) -> String {
        let kind = match self {
            Self::Bytes(_) => "bytea",
            Self::Text(_) => "text",
            Self::Whole(_) => "int8",
            Self::Flag(_) => "bool",
        };
        format!("${number}::{kind}[]")
    }

    fn as_sql(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Bytes(values) => values,
            Self::Text(values) => values,
            Self::Whole(values) => values,
            Self::Flag(values) => values,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_pieces_of_no_two_tables_are_fetched_by_one_text() {
        let texts: BTreeSet<_> = TABLES
            .iter()
            .map(|table| fetch(&table.select(term)))
            .collect();
        assert_eq!(texts.len(), TABLES.len());
    }
}
