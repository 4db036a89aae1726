//! Expiry in order of time, so that a purge touches only what it removes.

use super::state::State;
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, SubjectId};
use crate::secret::TokenHash;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::time::Duration;

/// How long a settled ticket is remembered past its end: a clock that steps back does not open it
/// again.
const TICKET_AFTERLIFE: Duration = Duration::from_secs(60 * 60);

/// How long the revocation of a person or a client is remembered: nothing under way is older.
const MARK_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// A row that ends by itself. The grant stands last: at the same second it goes after what hangs
/// on it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Row {
    Claim(TokenHash),
    Code(TokenHash),
    Access(TokenHash),
    Session(TokenHash),
    RevokedSubject(SubjectId),
    RevokedClient(ClientId),
    Grant(GrantId),
}

/// When to look at which row. A row may be gone or prolonged by then: the row itself decides.
#[derive(Default)]
pub(super) struct Due(BTreeSet<(Timestamp, Row)>);

impl Due {
    pub(super) fn note(&mut self, at: Timestamp, row: Row) {
        self.0.insert((at, row));
    }

    pub(super) fn note_claim(&mut self, expires_at: Timestamp, ticket: TokenHash) {
        self.note(expires_at.after(TICKET_AFTERLIFE), Row::Claim(ticket));
    }

    pub(super) fn note_mark(&mut self, revoked_at: Timestamp, row: Row) {
        self.note(revoked_at.after(MARK_LIFE), row);
    }

    fn next(&mut self, now: Timestamp) -> Option<Row> {
        let (at, _) = self.0.first()?;
        if *at > now {
            None
        } else {
            self.0.pop_first().map(|(_, row)| row)
        }
    }
}

impl State {
    pub(super) fn purge_expired(&mut self, now: Timestamp, limit: u32) -> u32 {
        let mut removed = 0;
        while removed < limit {
            let Some(row) = self.due.next(now) else { break };
            removed += u32::from(self.remove_if_past(row, now));
        }
        removed
    }

    fn remove_if_past(&mut self, row: Row, now: Timestamp) -> bool {
        match row {
            Row::Claim(hash) => remove_if(&mut self.claims, &hash, |row| {
                row.expires_at.after(TICKET_AFTERLIFE) <= now
            }),
            Row::Code(hash) => remove_if(&mut self.codes, &hash, |row| row.code.expires_at <= now),
            Row::Access(hash) => remove_if(&mut self.accesses, &hash, |row| row.expires_at <= now),
            Row::Session(hash) => remove_if(&mut self.sessions, &hash, |row| row.expires_at <= now),
            Row::RevokedSubject(id) => remove_if(&mut self.revoked_subjects, &id, |at| {
                at.after(MARK_LIFE) <= now
            }),
            Row::RevokedClient(id) => remove_if(&mut self.revoked_clients, &id, |at| {
                at.after(MARK_LIFE) <= now
            }),
            Row::Grant(id) => self.remove_grant_if_past(id, now),
        }
    }

    /// A grant lives at least as long as what hangs on it, so its own end is all there is to ask.
    fn remove_grant_if_past(&mut self, id: GrantId, now: Timestamp) -> bool {
        let Some(row) = self.grants.get(&id) else {
            return false;
        };
        let end = row.grant.expires_at;
        if end > now {
            self.due.note(end, Row::Grant(id));
            return false;
        }
        if let Some(refresh) = &row.refresh {
            self.families
                .remove(&(row.grant.client_id.clone(), refresh.family));
        }
        self.grants.remove(&id).is_some()
    }
}

fn remove_if<K: Eq + Hash, V>(
    rows: &mut HashMap<K, V>,
    key: &K,
    past: impl FnOnce(&V) -> bool,
) -> bool {
    rows.get(key).is_some_and(past) && rows.remove(key).is_some()
}
