//! What the memory store keeps of a person's browser: login sessions and remembered consent.

use super::due::Ending;
use super::state::{State, taken};
use super::table::Row;
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::ScopeSet;
use crate::secret::TokenHash;
use crate::store::{Consent, Inserted, SessionRecord};

impl Row for SessionRecord {
    type Key = TokenHash;

    fn key(&self) -> &TokenHash {
        &self.hash
    }
}

impl State {
    pub(super) fn insert_session(
        &mut self,
        session: SessionRecord,
    ) -> Result<Inserted, StoreError> {
        if self.is_over(Some(&session.subject), None, session.created_at) {
            return Ok(Inserted::Revoked);
        }
        let Some(place) = self.sessions.vacant(&session.hash) else {
            return Err(taken("session"));
        };
        self.due
            .note(session.expires_at, Ending::Session(session.hash));
        place.insert(session);
        Ok(Inserted::Live)
    }

    pub(super) fn find_session(&self, session: &TokenHash) -> Option<SessionRecord> {
        self.sessions.get(session).cloned()
    }

    pub(super) fn touch_session(&mut self, session: &TokenHash, now: Timestamp) {
        if let Some(session) = self.sessions.get_mut(session) {
            // Requests of one browser overtake each other: the latest use counts.
            session.seen_at = session.seen_at.max(now);
        }
    }

    pub(super) fn end_session(&mut self, session: &TokenHash) {
        self.sessions.remove(session);
    }

    pub(super) fn remember_consent(&mut self, consent: &Consent) {
        let key = (
            consent.subject.clone(),
            consent.client_id.clone(),
            consent.place,
        );
        let allowed = self.consents.entry(key).or_insert_with(ScopeSet::empty);
        *allowed = consent.added_to(allowed);
    }

    pub(super) fn has_consent(&self, consent: &Consent) -> bool {
        let Consent {
            subject,
            client_id,
            place,
            scopes,
        } = consent.clone();
        let allowed = self.consents.get(&(subject, client_id, place));
        allowed.is_some_and(|allowed| scopes.is_subset(allowed))
    }
}
