//! How our values stand in columns, and back.

use crate::clock::Timestamp;
use crate::error::BoxError;
use crate::model::{ClientId, GrantId, ScopeSet, SubjectId};
use crate::secret::TokenHash;
use rusqlite::types::Type;
use rusqlite::{Error, Result, Row};

/// Times beyond what `SQLite` can hold are the last it can hold.
pub(super) fn seconds(at: Timestamp) -> i64 {
    i64::try_from(at.seconds()).unwrap_or(i64::MAX)
}

pub(super) fn time(row: &Row<'_>, column: &str) -> Result<Timestamp> {
    // No negative time is ever written: one that stands there is long past.
    row.get(column)
        .map(|at: i64| Timestamp::from_seconds(u64::try_from(at).unwrap_or(0)))
}

pub(super) fn hash(row: &Row<'_>, column: &str) -> Result<TokenHash> {
    row.get(column).map(TokenHash::from_stored)
}

pub(super) fn grant_id(row: &Row<'_>, column: &str) -> Result<GrantId> {
    row.get(column).map(GrantId::from_stored)
}

pub(super) fn scopes(row: &Row<'_>, column: &str) -> Result<ScopeSet> {
    Ok(ScopeSet::from_stored(text(row, column)?))
}

pub(super) fn subject(row: &Row<'_>, column: &str) -> Result<SubjectId> {
    text(row, column).map(SubjectId::new)
}

pub(super) fn client_id(row: &Row<'_>, column: &str) -> Result<ClientId> {
    ClientId::parse(text(row, column)?).ok_or_else(|| unreadable("not a client identifier"))
}

pub(super) fn text<'row>(row: &'row Row<'_>, column: &str) -> Result<&'row str> {
    Ok(row.get_ref(column)?.as_str()?)
}

/// A column that only a hand other than ours can have written so.
pub(super) fn unreadable(cause: impl Into<BoxError>) -> Error {
    Error::FromSqlConversionFailure(0, Type::Text, cause.into())
}
