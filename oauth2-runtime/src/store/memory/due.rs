//! Expiry in order of time, so that a purge touches only what it removes.

use super::blocks::Slot;
use super::revoke::Revoked;
use super::state::State;
use crate::clock::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;

/// How long the revocation of a person or a client is remembered: nothing under way is older.
const MARK_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// A row that ends by itself.
#[derive(Clone)]
pub(super) enum Ending {
    Token(Slot),
    Claim(Slot),
    /// Of the grant that stands there.
    Code(Slot),
    Session(Slot),
    Revoked(Revoked),
    Grant(Slot),
}

/// When to look at which row. A row may be gone or prolonged by then: the row itself decides.
#[derive(Default)]
pub(super) struct Due(BTreeMap<Timestamp, Second>);

/// What is noted for one second.
#[derive(Default)]
struct Second {
    /// Apart, in little room: these two are most of all.
    tokens: Vec<Slot>,
    /// By their grants.
    codes: Vec<Slot>,
    rows: Vec<Ending>,
    /// They go after what hangs on them.
    grants: Vec<Slot>,
}

impl Due {
    pub(super) fn note(&mut self, at: Timestamp, row: Ending) {
        let second = self.0.entry(at).or_default();
        match row {
            Ending::Token(slot) => second.tokens.push(slot),
            Ending::Code(slot) => second.codes.push(slot),
            Ending::Grant(slot) => second.grants.push(slot),
            row => second.rows.push(row),
        }
    }

    pub(super) fn note_mark(&mut self, revoked_at: Timestamp, revoked: Revoked) {
        self.note(revoked_at.after(MARK_LIFE), Ending::Revoked(revoked));
    }

    fn next(&mut self, now: Timestamp) -> Option<(Timestamp, Ending)> {
        loop {
            let mut first = self.0.first_entry()?;
            let at = *first.key();
            if at > now {
                return None;
            }
            if let Some(row) = first.get_mut().pop() {
                return Some((at, row));
            }
            first.remove();
        }
    }

    /// What is noted until now, the earliest first.
    fn past(&self, now: Timestamp) -> impl Iterator<Item = (Timestamp, Ending)> {
        let seconds = self.0.range(..=now);
        seconds.flat_map(|(at, second)| second.all().map(move |row| (*at, row)))
    }
}

impl Second {
    fn pop(&mut self) -> Option<Ending> {
        let token = self.tokens.pop().map(Ending::Token);
        let code = || self.codes.pop().map(Ending::Code);
        let row = token.or_else(code).or_else(|| self.rows.pop());
        row.or_else(|| self.grants.pop().map(Ending::Grant))
    }

    fn all(&self) -> impl Iterator<Item = Ending> {
        let tokens = self.tokens.iter().copied().map(Ending::Token);
        let codes = self.codes.iter().copied().map(Ending::Code);
        let grants = self.grants.iter().copied().map(Ending::Grant);
        let rows = self.rows.iter().cloned();
        tokens.chain(codes).chain(rows).chain(grants)
    }
}

impl State {
    pub(super) fn purge_expired(&mut self, now: Timestamp, limit: u32) -> u32 {
        let mut removed = 0;
        while removed < limit {
            let Some((at, row)) = self.due.next(now) else {
                break;
            };
            removed += u32::from(self.remove_if_past(at, row));
        }
        removed
    }

    /// A row that was prolonged is looked at again at its new end, and so after what hangs on it.
    fn remove_if_past(&mut self, noted_at: Timestamp, row: Ending) -> bool {
        match self.end_of(&row) {
            None => false,
            Some(end) if end > noted_at => {
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
        let mut oldest = None;
        for (at, row) in self.due.past(now) {
            // No row ends before the moment that is noted for it.
            if oldest.is_some_and(|oldest| oldest <= at) {
                break;
            }
            let end = self.end_of(&row).filter(|end| *end <= now);
            oldest = oldest.into_iter().chain(end).min();
        }
        oldest.map(|oldest| now.since(oldest))
    }

    /// When a row may go; none when it is gone. A grant lives at least as long as what hangs on it,
    /// so its own end is all there is to ask.
    fn end_of(&self, row: &Ending) -> Option<Timestamp> {
        Some(match row {
            Ending::Token(slot) => self.accesses.end_of(*slot)?,
            Ending::Claim(slot) => self.claims.at(*slot)?.kept_until,
            Ending::Code(slot) => self.grants.at(*slot)?.code.as_ref()?.expires_at,
            Ending::Session(slot) => self.sessions.at(*slot)?.expires_at,
            Ending::Revoked(whose) => self.revoked.get(whose)?.after(MARK_LIFE),
            Ending::Grant(slot) => self.grants.at(*slot)?.grant.expires_at,
        })
    }

    /// Only now is it noted when its grant ends: until now tokens have prolonged that, and a second's
    /// worth of grants which live on would all be looked at in one step.
    fn remove_code(&mut self, grant: Slot) {
        let Some(row) = self.grants.at_mut(grant) else {
            return;
        };
        if let Some(code) = row.code.take() {
            self.codes.remove(&code, grant);
            self.due.note(row.grant.expires_at, Ending::Grant(grant));
        }
    }

    fn remove(&mut self, row: Ending) {
        match row {
            Ending::Token(slot) => self.accesses.remove_at(slot),
            Ending::Claim(slot) => drop(self.claims.remove_at(slot)),
            Ending::Code(slot) => self.remove_code(slot),
            Ending::Session(slot) => self.remove_session(slot),
            Ending::Revoked(whose) => self.forget_mark(&whose),
            Ending::Grant(slot) => self.remove_grant(slot),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{ClientId, GrantId, ScopeSet, SentRedirect, SubjectId};
    use crate::secret::TokenHash;
    use crate::store::{CodeRecord, GrantRecord};

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    /// A code of alice with its grant.
    pub(in crate::store::memory) fn keep_code(state: &mut State, number: u8, ends: Timestamp) {
        let grant = GrantRecord {
            id: GrantId::from_stored([number; 16]),
            client_id: ClientId::parse("app").unwrap(),
            subject: SubjectId::new("alice"),
            scopes: ScopeSet::empty(),
            created_at: at(0),
            expires_at: ends,
        };
        let code = CodeRecord {
            hash: TokenHash::from_stored([number; 32]),
            redirect_uri: SentRedirect::from_stored("https://app.example/", true),
            challenge: None,
            expires_at: grant.expires_at,
            grant,
        };
        let _ = state.insert_code(code).unwrap();
    }

    #[test]
    fn grants_that_live_on_are_not_all_looked_at_when_their_codes_go() {
        let mut state = State::default();
        for number in 1..=100 {
            keep_code(&mut state, number, at(60));
            let grant = GrantId::from_stored([number; 16]);
            let slot = state.grants.find(&grant).unwrap();
            state.grants.at_mut(slot).unwrap().grant.prolong(at(900));
        }
        for left in [50, 0] {
            assert_eq!(state.purge_expired(at(60), 50), 50);
            assert_eq!(state.due.past(at(60)).count(), left);
        }
        assert_eq!(state.purge_expired(at(899), 50), 0);
        assert_eq!(state.purge_expired(at(900), 200), 100);
    }
}
