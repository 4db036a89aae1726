//! Revocation in the memory store, and what is left to revoke.

use super::state::{GrantRow, State};
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, GrantSummary, SubjectId};
use crate::secret::TokenHash;
use crate::store::{AccessRecord, GrantRecord};
use std::cmp::Reverse;

/// Whose tokens and grants were revoked all together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Revoked {
    Subject(SubjectId),
    Client(ClientId),
}

impl State {
    pub(super) fn revoke_access(&mut self, token: &TokenHash) {
        self.accesses.remove(token);
    }

    pub(super) fn revoke_grant(&mut self, grant: GrantId) {
        if let Some(row) = self.grants.get_mut(&grant) {
            row.revoked = true;
            let GrantRecord {
                subject, client_id, ..
            } = &row.grant;
            let first = TokenHash::from_stored([0; 32]);
            let from = (subject.clone(), client_id.clone(), first);
            let theirs = self.consents.range(from..).map(|(key, _)| key);
            let theirs = theirs.take_while(|(by, to, _)| by == subject && to == client_id);
            for key in theirs.cloned().collect::<Vec<_>>() {
                self.consents.remove(&key);
            }
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
        self.sessions.retain(|session| session.subject != *subject);
        self.consents.retain(|(by, ..), _| by != subject);
        self.revoke_all(|row| row.grant.subject == *subject)
    }

    pub(super) fn revoke_client(&mut self, client_id: &ClientId, now: Timestamp) -> u64 {
        self.mark(Revoked::Client(client_id.clone()), now);
        self.accesses.remove_client(client_id);
        self.consents.retain(|(_, to, _), _| to != client_id);
        self.revoke_all(|row| row.grant.client_id == *client_id)
    }

    fn revoke_all(&mut self, chosen: impl Fn(&GrantRow) -> bool) -> u64 {
        let mut count = 0;
        let rows = self.grants.iter_mut();
        for row in rows.filter(|row| !row.revoked && chosen(row)) {
            row.revoked = true;
            count += 1;
        }
        count
    }

    pub(super) fn grants_of(&self, subject: &SubjectId, now: Timestamp) -> Vec<GrantSummary> {
        let mut grants: Vec<_> = self
            .grants
            .iter()
            .filter(|row| !row.revoked && row.grant.expires_at > now)
            .filter(|row| row.grant.subject == *subject)
            .map(|row| {
                let family = row.refresh.as_ref();
                row.grant.summary(family.map(|it| it.record.rotated_at))
            })
            .collect();
        grants.sort_unstable_by_key(|grant| (Reverse(grant.created_at), grant.id));
        grants
    }

    /// The latest revocation counts.
    fn mark(&mut self, whose: Revoked, now: Timestamp) {
        self.due.note_mark(now, whose.clone());
        let at = self.revoked.entry(whose).or_insert(now);
        *at = now.max(*at);
    }
}
