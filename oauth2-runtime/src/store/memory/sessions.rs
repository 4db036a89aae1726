//! Login sessions of the memory store.

use super::due::Ending;
use super::state::{State, taken};
use super::table::Row;
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::secret::TokenHash;
use crate::store::{Inserted, SessionRecord};

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
        let (slot, session) = place.insert(session);
        self.due.note(session.expires_at, Ending::Session(slot));
        self.people.of(&session.subject, |it| it.sessions.add(slot));
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
}
