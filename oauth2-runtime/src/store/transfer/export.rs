//! Writes the lines, one row after another.

use super::{FORMAT, Table, VERSION, Value};
use crate::error::BoxError;
use crate::secret;
use crate::store::new_file::NewFile;
use serde_json::{Map, Value as Json, json};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// A file that comes into being.
pub(in crate::store) struct Export {
    file: NewFile,
    lines: BufWriter<File>,
    counts: Map<String, Json>,
}

impl Export {
    /// Refuses a place where something is. The number is that of the newest migration.
    pub(in crate::store) fn create(path: &Path, migration: i64) -> Result<Self, BoxError> {
        let file = NewFile::create(path)?;
        let lines = OpenOptions::new().write(true).open(file.path())?;
        let mut export = Self {
            file,
            lines: BufWriter::new(lines),
            counts: Map::new(),
        };
        let head = json!({ "format": FORMAT, "version": VERSION, "migration": migration });
        export.line(&head)?;
        Ok(export)
    }

    pub(in crate::store) fn row(&mut self, table: &Table, row: Vec<Value>) -> Result<(), BoxError> {
        let mut line = Map::new();
        line.insert("table".to_owned(), table.name.into());
        for (column, value) in table.columns.iter().zip(row) {
            line.insert(column.name.to_owned(), to_json(value));
        }
        self.line(&Json::Object(line))?;
        let count = self.counts.get(table.name).and_then(Json::as_u64);
        let count = count.unwrap_or(0).saturating_add(1);
        self.counts.insert(table.name.to_owned(), count.into());
        Ok(())
    }

    /// All rows are there: only now the file has its name.
    pub(in crate::store) fn finish(mut self) -> Result<(), BoxError> {
        let end = json!({ "end": self.counts });
        self.line(&end)?;
        self.lines.into_inner()?;
        Ok(self.file.finish()?)
    }

    fn line(&mut self, line: &Json) -> Result<(), BoxError> {
        serde_json::to_writer(&mut self.lines, line)?;
        Ok(self.lines.write_all(b"\n")?)
    }
}

fn to_json(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bytes(bytes) => secret::base64url(&bytes).into(),
        Value::Text(text) => text.into(),
        Value::Whole(number) => number.into(),
        Value::Flag(flag) => flag.into(),
    }
}
