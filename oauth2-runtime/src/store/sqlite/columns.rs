//! How our values stand in columns, and back.

use crate::clock::Timestamp;
use crate::error::BoxError;
use crate::model::{ClientId, GrantId, ScopeSet, SubjectId};
use crate::secret::TokenHash;
use crate::store::sql;
use rusqlite::types::Type;
use rusqlite::{Error, Result, Row};

pub(super) use crate::store::sql::seconds;

pub(super) fn time(row: &Row<'_>, column: &str) -> Result<Timestamp> {
    row.get(column).map(sql::time)
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
