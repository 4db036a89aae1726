//! Records as the columns that statements take.

use super::columns::seconds;
use crate::model::{CodeChallenge, GrantId, SubjectId};
use crate::store::{AccessRecord, CodeRecord, GrantRecord};
use tokio_postgres::types::ToSql;

/// `id`, `client_id`, `subject`, `scopes`, `created_at`, `expires_at` of a grant.
pub(super) struct GrantColumns<'row> {
    id: &'row [u8],
    client_id: &'row str,
    subject: &'row str,
    scopes: &'row str,
    created_at: i64,
    expires_at: i64,
}

impl<'row> GrantColumns<'row> {
    pub(super) fn of(row: &'row GrantRecord) -> Self {
        Self {
            id: row.id.as_bytes(),
            client_id: row.client_id.as_str(),
            subject: row.subject.as_str(),
            scopes: row.scopes.as_str(),
            created_at: seconds(row.created_at),
            expires_at: seconds(row.expires_at),
        }
    }

    pub(super) fn values(&self) -> [&(dyn ToSql + Sync); 6] {
        [
            &self.id,
            &self.client_id,
            &self.subject,
            &self.scopes,
            &self.created_at,
            &self.expires_at,
        ]
    }
}

/// The columns of a code's grant, then `hash`, `redirect_uri`, `redirect_sent`, `challenge` and
/// `expires_at` of the code.
pub(super) struct CodeColumns<'row> {
    grant: GrantColumns<'row>,
    hash: &'row [u8],
    redirect_uri: &'row str,
    redirect_sent: bool,
    challenge: Option<&'row [u8]>,
    expires_at: i64,
}

impl<'row> CodeColumns<'row> {
    /// The row of a grant outlives all that hangs on it, whatever end the caller named.
    pub(super) fn of(row: &'row CodeRecord) -> Self {
        let challenge = row.challenge.as_ref().map(CodeChallenge::as_bytes);
        let expires_at = seconds(row.expires_at);
        let mut grant = GrantColumns::of(&row.grant);
        grant.expires_at = grant.expires_at.max(expires_at);
        Self {
            grant,
            hash: row.hash.as_bytes(),
            redirect_uri: row.redirect_uri.as_str(),
            redirect_sent: row.redirect_uri.was_sent(),
            challenge: challenge.map(<[u8; 32]>::as_slice),
            expires_at,
        }
    }

    pub(super) fn values(&self) -> [&(dyn ToSql + Sync); 11] {
        let [id, client_id, subject, scopes, created_at, ends] = self.grant.values();
        [
            id,
            client_id,
            subject,
            scopes,
            created_at,
            ends,
            &self.hash,
            &self.redirect_uri,
            &self.redirect_sent,
            &self.challenge,
            &self.expires_at,
        ]
    }
}

/// Many access tokens, a list for each column.
pub(super) struct AccessColumns<'rows> {
    hashes: Vec<&'rows [u8]>,
    pub(super) grants: Vec<Option<&'rows [u8]>>,
    clients: Vec<&'rows str>,
    subjects: Vec<Option<&'rows str>>,
    scopes: Vec<&'rows str>,
    began: Vec<i64>,
    ends: Vec<i64>,
}

impl<'rows> AccessColumns<'rows> {
    pub(super) fn of(rows: &'rows [AccessRecord]) -> Self {
        let grant = |row: &'rows AccessRecord| row.grant.as_ref().map(GrantId::as_bytes);
        Self {
            hashes: each(rows, |row| row.hash.as_bytes().as_slice()),
            grants: each(rows, |row| grant(row).map(<[u8; 16]>::as_slice)),
            clients: each(rows, |row| row.client_id.as_str()),
            subjects: each(rows, |row| row.subject.as_ref().map(SubjectId::as_str)),
            scopes: each(rows, |row| row.scopes.as_str()),
            began: each(rows, |row| seconds(row.issued_at)),
            ends: each(rows, |row| seconds(row.expires_at)),
        }
    }

    /// And whether the rows are kept here.
    pub(super) fn values<'all>(&'all self, keeps: &'all bool) -> [&'all (dyn ToSql + Sync); 8] {
        let Self {
            hashes,
            grants,
            clients,
            subjects,
            scopes,
            began,
            ends,
        } = self;
        [
            hashes, grants, clients, subjects, scopes, began, ends, keeps,
        ]
    }

    /// Of tokens of clients alone: the keys of their locks, the columns that they have, and then whose
    /// they are.
    pub(super) fn own<'all>(
        &'all self,
        keys: &'all Vec<i64>,
        holders: &'all Holders<'_>,
    ) -> [&'all (dyn ToSql + Sync); 8] {
        let Self {
            hashes,
            clients,
            scopes,
            began,
            ends,
            ..
        } = self;
        let Holders { ids, first } = holders;
        [keys, hashes, clients, scopes, began, ends, ids, first]
    }

    pub(super) fn holders(&self) -> Holders<'rows> {
        let mut ids = self.clients.clone();
        ids.sort_unstable();
        ids.dedup();
        let first = self.began.iter().min().copied().unwrap_or_default();
        Holders { ids, first }
    }
}

/// The clients of many access tokens, each once, and when the first of the tokens began.
pub(super) struct Holders<'rows> {
    ids: Vec<&'rows str>,
    first: i64,
}

fn each<'rows, T>(
    rows: &'rows [AccessRecord],
    column: impl Fn(&'rows AccessRecord) -> T,
) -> Vec<T> {
    rows.iter().map(column).collect()
}
