//! Expiry in order of time, so that a purge touches only what it removes.

use super::state::State;
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, SubjectId};
use crate::secret::TokenHash;
use std::collections::BTreeSet;
use std::time::Duration;

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

    /// A row that was prolonged is looked at again at its new end.
    fn remove_if_past(&mut self, row: Row, now: Timestamp) -> bool {
        match self.end_of(&row) {
            None => false,
            Some(end) if end > now => {
                self.due.note(end, row);
                false
            }
            Some(_) => {
                self.remove(row);
                true
            }
        }
    }

    /// How long the oldest row that may go is past its end.
    pub(super) fn overdue(&self, now: Timestamp) -> Option<Duration> {
        let past = self.due.0.iter().take_while(|(at, _)| *at <= now);
        let ends = past.filter_map(|(_, row)| self.end_of(row));
        let oldest = ends.filter(|end| *end <= now).min()?;
        Some(now.since(oldest))
    }

    /// When a row may go; none when it is gone. A grant lives at least as long as what hangs on it,
    /// so its own end is all there is to ask.
    fn end_of(&self, row: &Row) -> Option<Timestamp> {
        Some(match row {
            Row::Claim(hash) => self.claims.get(hash)?.kept_until,
            Row::Code(hash) => self.codes.get(hash)?.code.expires_at,
            Row::Access(hash) => self.accesses.get(hash)?.expires_at,
            Row::Session(hash) => self.sessions.get(hash)?.expires_at,
            Row::RevokedSubject(id) => self.revoked_subjects.get(id)?.after(MARK_LIFE),
            Row::RevokedClient(id) => self.revoked_clients.get(id)?.after(MARK_LIFE),
            Row::Grant(id) => self.grants.get(id)?.grant.expires_at,
        })
    }

    fn remove(&mut self, row: Row) {
        match row {
            Row::Claim(hash) => drop(self.claims.remove(&hash)),
            Row::Code(hash) => drop(self.codes.remove(&hash)),
            Row::Access(hash) => drop(self.accesses.remove(&hash)),
            Row::Session(hash) => drop(self.sessions.remove(&hash)),
            Row::RevokedSubject(id) => drop(self.revoked_subjects.remove(&id)),
            Row::RevokedClient(id) => drop(self.revoked_clients.remove(&id)),
            Row::Grant(id) => self.remove_grant(id),
        }
    }

    fn remove_grant(&mut self, id: GrantId) {
        let Some(row) = self.grants.remove(&id) else {
            return;
        };
        if let Some(refresh) = row.refresh {
            self.families.remove(&(row.grant.client_id, refresh.family));
        }
    }
}
