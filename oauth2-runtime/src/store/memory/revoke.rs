//! Revocation in the memory store, and what is left to revoke.

use super::blocks::Slot;
use super::grants::GrantRow;
use super::state::State;
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, GrantSummary, SubjectId};
use crate::secret::TokenHash;
use crate::store::{AccessRecord, GrantRecord};
use std::cmp::Reverse;

/// Whose tokens and grants were revoked all together.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Revoked {
    Subject(SubjectId),
    Client(ClientId),
}

impl State {
    pub(super) fn revoke_access(&mut self, token: &TokenHash) {
        self.accesses.remove(token);
    }

    pub(super) fn revoke_grant(&mut self, grant: GrantId) {
        if let Some(slot) = self.grants.find(&grant) {
            self.revoke(slot);
        }
    }

    pub(super) fn revoke(&mut self, grant: Slot) {
        let Some(row) = self.grants.at_mut(grant) else {
            return;
        };
        row.revoke();
        if let Some(person) = self.people.get_mut(&row.grant.subject) {
            person.forget_consents(&row.grant.client_id);
        }
    }

    /// Whether what began then was overtaken by a revocation. Time counts in whole seconds: in the
    /// second of the revocation itself, what begins after it passes.
    pub(super) fn is_over(
        &self,
        subject: Option<&SubjectId>,
        client_id: Option<&ClientId>,
        began: Timestamp,
    ) -> bool {
        if self.revoked.is_empty() {
            return false;
        }
        let subject = subject.cloned().map(Revoked::Subject);
        let client = client_id.cloned().map(Revoked::Client);
        let mut at = [subject, client].into_iter().flatten();
        at.any(|whose| self.revoked.get(&whose).is_some_and(|at| began < *at))
    }

    pub(super) fn is_grant_over(&self, grant: &GrantRecord) -> bool {
        let GrantRecord {
            subject, client_id, ..
        } = grant;
        self.is_over(Some(subject), Some(client_id), grant.created_at)
    }

    pub(super) fn is_access_over(&self, access: &AccessRecord) -> bool {
        let AccessRecord {
            subject, client_id, ..
        } = access;
        self.is_over(subject.as_ref(), Some(client_id), access.issued_at)
    }

    pub(super) fn revoke_subject(&mut self, subject: &SubjectId, now: Timestamp) -> u64 {
        self.mark(Revoked::Subject(subject.clone()), now);
        let Some(person) = self.people.remove(subject) else {
            return 0;
        };
        for session in person.sessions.iter() {
            self.sessions.remove_at(session);
        }
        let mut count = 0;
        for grant in person.grants.iter() {
            let row = self.grants.at_mut(grant);
            count += u64::from(row.is_some_and(GrantRow::revoke));
        }
        count
    }

    pub(super) fn revoke_client(&mut self, client_id: &ClientId, now: Timestamp) -> u64 {
        self.mark(Revoked::Client(client_id.clone()), now);
        self.accesses.remove_client(client_id, &self.grants);
        self.forget_consents_to(client_id);
        let rows = self.grants.iter_mut();
        let theirs = rows.filter(|row| row.grant.client_id == *client_id);
        theirs.map(|row| u64::from(row.revoke())).sum()
    }

    pub(super) fn grants_of(&self, subject: &SubjectId, now: Timestamp) -> Vec<GrantSummary> {
        let Some(person) = self.people.get(subject) else {
            return Vec::new();
        };
        let live = person
            .grants
            .iter()
            .filter_map(|slot| self.grants.live(slot));
        let mut grants: Vec<_> = live
            .filter(|row| row.grant.expires_at > now)
            .map(|row| {
                let family = row.family.as_ref();
                row.grant.summary(family.map(|it| it.rotated_at))
            })
            .collect();
        grants.sort_unstable_by_key(|grant| (Reverse(grant.created_at), grant.id));
        grants
    }

    pub(super) fn forget_mark(&mut self, whose: &Revoked) {
        self.revoked.remove(whose);
        if self.revoked.len() < self.revoked.capacity() / 8 {
            self.revoked.shrink_to(self.revoked.len() * 2);
        }
    }

    /// The latest revocation counts.
    fn mark(&mut self, whose: Revoked, now: Timestamp) {
        self.due.note_mark(now, whose.clone());
        let at = self.revoked.entry(whose).or_insert(now);
        *at = now.max(*at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_marks_of_revocation_took_is_given_back_when_they_are_gone() {
        let (mut state, day) = (State::default(), 24 * 60 * 60);
        for number in 0..1000 {
            let subject = SubjectId::new(number.to_string());
            state.revoke_subject(&subject, Timestamp::from_seconds(0));
        }
        let full = state.revoked.capacity();
        state.purge_expired(Timestamp::from_seconds(day), 990);
        assert_eq!(state.revoked.len(), 10);
        assert!(state.revoked.capacity() < full / 8);
    }
}
