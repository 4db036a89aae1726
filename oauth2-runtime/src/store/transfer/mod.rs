//! From one SQL store to another: every row as a line of JSON, in a file that tells when it is cut.
//!
//! The first line names the format and the schema, the last one counts the rows. Bytes are base64url.

mod columns;
mod export;
mod import;

pub(super) use self::columns::{Column, Kind, TABLES, Table};
pub(super) use self::export::Export;
pub(super) use self::import::Import;

/// What the first line says.
const FORMAT: &str = "oauth2-runtime export";

/// The version of the format. The tables have numbers of their own: those of the migrations.
const VERSION: i64 = 1;

/// What stands in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Bytes(Vec<u8>),
    Text(String),
    Whole(i64),
    Flag(bool),
}

/// One value for each column of a table.
pub(super) type Row = Vec<Value>;

#[cfg(all(test, feature = "sqlite"))]
mod tests;
