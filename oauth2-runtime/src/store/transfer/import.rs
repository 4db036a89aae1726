//! Reads the lines; what is not whole, or of a newer schema, is refused.

use super::{Column, FORMAT, Kind, Row, TABLES, Table, VERSION, Value};
use crate::error::BoxError;
use crate::secret;
use serde_json::{Map, Value as Json};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

/// No row is longer, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

/// A file that is read.
pub(in crate::store) struct Import {
    lines: BufReader<File>,
    /// How many were read.
    number: u64,
    migration: i64,
    /// The tables from that of the last row on.
    tables: &'static [Table],
    counts: Map<String, Json>,
    ended: bool,
}

impl Import {
    /// Reads the first line. The number is that of the newest migration of the store.
    pub(in crate::store) fn open(path: &Path, newest: i64) -> Result<Self, BoxError> {
        let mut import = Self {
            lines: BufReader::new(File::open(path)?),
            number: 0,
            migration: 0,
            tables: TABLES,
            counts: Map::new(),
            ended: false,
        };
        let head = import.line()?.ok_or("the file is empty")?;
        let format = head.get("format").and_then(Json::as_str);
        let version = head.get("version").and_then(Json::as_i64);
        if format != Some(FORMAT) || version != Some(VERSION) {
            return Err("the file is no export that this version of oauth2-runtime reads".into());
        }
        let migration = head.get("migration").and_then(Json::as_i64);
        import.migration = migration.ok_or("the file does not tell its schema")?;
        if import.migration > newest {
            return Err("the file was written by a newer version of oauth2-runtime".into());
        }
        Ok(import)
    }

    /// The next row; none when the last line was there and its counts are right.
    pub(in crate::store) fn row(&mut self) -> Result<Option<(&'static Table, Row)>, BoxError> {
        if self.ended {
            return Ok(None);
        }
        let mut line = self.line()?.ok_or("the file is cut off")?;
        if let Some(counts) = line.remove("end") {
            if counts != Json::Object(std::mem::take(&mut self.counts)) {
                return Err("rows of the file are missing".into());
            }
            if self.line()?.is_some() {
                return Err("the file goes on behind its end".into());
            }
            self.ended = true;
            return Ok(None);
        }
        let row = self.read(line);
        row.map(Some)
            .map_err(|error| format!("line {}: {error}", self.number).into())
    }

    fn read(&mut self, mut line: Map<String, Json>) -> Result<(&'static Table, Row), BoxError> {
        let name = line.remove("table");
        let name = name.as_ref().and_then(Json::as_str).ok_or("no table")?;
        let place = self.tables.iter().position(|table| table.name == name);
        let place = place.ok_or("no such table, or not at its place")?;
        self.tables = self.tables.get(place..).unwrap_or_default();
        let table = self.tables.first().ok_or("no such table")?;
        let row = table
            .columns
            .iter()
            .map(|column| self.value(column, line.remove(column.name)))
            .collect::<Result<Row, BoxError>>()?;
        if !line.is_empty() {
            return Err("a column that the table has not".into());
        }
        let count = self.counts.get(table.name).and_then(Json::as_u64);
        let count = count.unwrap_or(0).saturating_add(1);
        self.counts.insert(table.name.to_owned(), count.into());
        Ok((table, row))
    }

    /// What an older file has not is what the migration gave to older rows.
    fn value(&self, column: &Column, json: Option<Json>) -> Result<Value, BoxError> {
        let later = column.added.as_ref();
        match (json, later) {
            (None, Some((added, older))) if *added > self.migration => Ok(older.clone()),
            (Some(json), later) if later.is_none_or(|(added, _)| *added <= self.migration) => {
                from_json(column.kind, &json)
                    .ok_or_else(|| format!("`{}` is not readable", column.name).into())
            }
            _ => Err(format!("`{}` is missing, or not of this schema", column.name).into()),
        }
    }

    /// None at the end of the file.
    fn line(&mut self) -> Result<Option<Map<String, Json>>, BoxError> {
        let mut text = String::new();
        self.lines.by_ref().take(LONGEST).read_line(&mut text)?;
        if text.is_empty() {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        if !text.ends_with('\n') {
            return Err(format!("line {} is cut off", self.number).into());
        }
        // What serde_json says of a fault could repeat what stands there.
        let line = serde_json::from_str(&text);
        let line = line.map_err(|_| format!("line {} is no row", self.number))?;
        Ok(Some(line))
    }
}

fn from_json(kind: Kind, json: &Json) -> Option<Value> {
    Some(match (kind, json) {
        (_, Json::Null) => Value::Null,
        (Kind::Bytes, Json::String(text)) => Value::Bytes(secret::from_base64url(text)?),
        (Kind::Text, Json::String(text)) => Value::Text(text.clone()),
        (Kind::Whole, json) => Value::Whole(json.as_i64()?),
        (Kind::Flag, json) => Value::Flag(json.as_bool()?),
        _ => return None,
    })
}
