//! How our values stand in columns, and back.

use super::Outcome;
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, ScopeSet, SubjectId};
use crate::secret::TokenHash;
use crate::store::sql;
use tokio_postgres::Row;

pub(super) use crate::store::sql::seconds;

pub(super) fn time(row: &Row, column: &str) -> Outcome<Timestamp> {
    Ok(sql::time(row.try_get(column)?))
}

pub(super) fn hash(row: &Row, column: &str) -> Outcome<TokenHash> {
    bytes(row, column).map(TokenHash::from_stored)
}

pub(super) fn optional_hash(row: &Row, column: &str) -> Outcome<Option<TokenHash>> {
    let hash = row.try_get::<_, Option<&[u8]>>(column)?;
    let hash = hash.map(<[u8; 32]>::try_from).transpose()?;
    Ok(hash.map(TokenHash::from_stored))
}

pub(super) fn grant_id(row: &Row, column: &str) -> Outcome<GrantId> {
    bytes(row, column).map(GrantId::from_stored)
}

pub(super) fn optional_grant_id(row: &Row, column: &str) -> Outcome<Option<GrantId>> {
    let id = row.try_get::<_, Option<&[u8]>>(column)?;
    let id = id.map(<[u8; 16]>::try_from).transpose()?;
    Ok(id.map(GrantId::from_stored))
}

pub(super) fn scopes(row: &Row, column: &str) -> Outcome<ScopeSet> {
    Ok(ScopeSet::from_stored(text(row, column)?))
}

pub(super) fn subject(row: &Row, column: &str) -> Outcome<SubjectId> {
    text(row, column).map(SubjectId::new)
}

pub(super) fn client_id(row: &Row, column: &str) -> Outcome<ClientId> {
    ClientId::parse(text(row, column)?).ok_or_else(|| "not a client identifier".into())
}

pub(super) fn text<'row>(row: &'row Row, column: &str) -> Outcome<&'row str> {
    Ok(row.try_get(column)?)
}

/// A length that only a hand other than ours can have written is an error.
pub(super) fn bytes<const N: usize>(row: &Row, column: &str) -> Outcome<[u8; N]> {
    Ok(row.try_get::<_, &[u8]>(column)?.try_into()?)
}
