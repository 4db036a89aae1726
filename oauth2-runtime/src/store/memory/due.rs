//! Expiry in order of time, so that a purge touches only what it removes.

use super::state::State;
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, SubjectId};
use crate::secret::TokenHash;
use crate::store::GrantRecord;
use std::collections::BTreeMap;
use std::time::Duration;

/// How long the revocation of a person or a client is remembered: nothing under way is older.
const MARK_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// A row that ends by itself.
pub(super) enum Row {
    Claim(TokenHash),
    Code(TokenHash),
    Session(TokenHash),
    RevokedSubject(SubjectId),
    RevokedClient(ClientId),
    Grant(GrantId),
}

/// When to look at which row. A row may be gone or prolonged by then: the row itself decides.
#[derive(Default)]
pub(super) struct Due(BTreeMap<Timestamp, Second>);

/// What is noted for one second.
#[derive(Default)]
struct Second {
    rows: Vec<Row>,
    /// They go after what hangs on them.
    grants: Vec<Row>,
}

impl Due {
    pub(super) fn note(&mut self, at: Timestamp, row: Row) {
        let second = self.0.entry(at).or_default();
        match row {
            Row::Grant(_) => second.grants.push(row),
            _ => second.rows.push(row),
        }
    }

    pub(super) fn note_grant(&mut self, grant: &GrantRecord) {
        self.note(grant.expires_at, Row::Grant(grant.id));
    }

    pub(super) fn note_mark(&mut self, revoked_at: Timestamp, row: Row) {
        self.note(revoked_at.after(MARK_LIFE), row);
    }

    fn next(&mut self, now: Timestamp) -> Option<Row> {
        loop {
            let mut first = self.0.first_entry()?;
            if *first.key() > now {
                return None;
            }
            let second = first.get_mut();
            if let Some(row) = second.rows.pop().or_else(|| second.grants.pop()) {
                return Some(row);
            }
            first.remove();
        }
    }

    /// What is noted until now, the earliest first.
    fn past(&self, now: Timestamp) -> impl Iterator<Item = (Timestamp, &Row)> {
        let seconds = self.0.range(..=now);
        seconds.flat_map(|(at, second)| {
            let rows = second.rows.iter().chain(&second.grants);
            rows.map(move |row| (*at, row))
        })
    }
}

impl State {
    pub(super) fn purge_expired(&mut self, now: Timestamp, limit: u32) -> u32 {
        let mut removed = 0;
        // First, since a grant goes after what hangs on it.
        while removed < limit && self.accesses.remove_past(now).is_some() {
            removed += 1;
        }
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
        let mut oldest = self.accesses.oldest_past(now);
        for (at, row) in self.due.past(now) {
            // No row ends before the moment that is noted for it.
            if oldest.is_some_and(|oldest| oldest <= at) {
                break;
            }
            let end = self.end_of(row).filter(|end| *end <= now);
            oldest = oldest.into_iter().chain(end).min();
        }
        oldest.map(|oldest| now.since(oldest))
    }

    /// When a row may go; none when it is gone. A grant lives at least as long as what hangs on it,
    /// so its own end is all there is to ask.
    fn end_of(&self, row: &Row) -> Option<Timestamp> {
        Some(match row {
            Row::Claim(hash) => self.claims.get(hash)?.kept_until,
            Row::Code(hash) => self.codes.get(hash)?.expires_at,
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
            self.families.remove(&(refresh.family, row.grant.client_id));
        }
    }
}
