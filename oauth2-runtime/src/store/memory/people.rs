//! What the memory store keeps by person: which grants and sessions are theirs, and what they allowed.
//! So no request of a person's looks through the rows of everybody.

use super::blocks::Slot;
use super::state::State;
use super::table::{Key, Row, Table};
use crate::model::{ClientId, ScopeSet, SubjectId};
use crate::secret::TokenHash;
use crate::store::Consent;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;

pub(super) struct Person {
    subject: SubjectId,
    pub(super) grants: Slots,
    pub(super) sessions: Slots,
    consents: Vec<Consented>,
}

/// What was allowed to a client at one place.
struct Consented {
    client_id: ClientId,
    place: TokenHash,
    scopes: ScopeSet,
}

impl Row for Person {
    type Key = SubjectId;

    fn key(&self) -> &SubjectId {
        &self.subject
    }
}

/// Names are made up by those who sign up: where one lies is a secret of the process.
impl Key for SubjectId {
    fn spread(&self) -> u64 {
        static SECRET: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        SECRET.hash_one(self.as_str())
    }
}

impl Person {
    fn new(subject: SubjectId) -> Self {
        Self {
            subject,
            grants: Slots::default(),
            sessions: Slots::default(),
            consents: Vec::new(),
        }
    }

    /// Whether nothing is kept of them.
    fn is_empty(&self) -> bool {
        self.grants.all.is_empty() && self.sessions.all.is_empty() && self.consents.is_empty()
    }

    pub(super) fn forget_consents(&mut self, to: &ClientId) {
        self.consents.retain(|consent| consent.client_id != *to);
    }
}

/// The slots of rows in the order in which they came; of those, at most half are gone.
#[derive(Default)]
pub(super) struct Slots {
    all: Vec<Slot>,
    /// At most so many.
    gone: usize,
}

impl Slots {
    pub(super) fn add(&mut self, slot: Slot) {
        self.all.push(slot);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Slot> {
        self.all.iter().copied()
    }

    /// One row is gone. Which slots are without one is looked for once there may be more of them than
    /// of others: so a row that goes costs two look-ups on average, however many there are.
    fn lose(&mut self, is_there: impl Fn(Slot) -> bool) {
        self.gone += 1;
        if self.gone * 2 > self.all.len() {
            self.all.retain(|slot| is_there(*slot));
            self.all.shrink_to(self.all.len() * 2);
            self.gone = 0;
        }
    }
}

impl Table<Person> {
    /// Changes what is kept of a person, who may be a new one.
    pub(super) fn of(&mut self, subject: &SubjectId, change: impl FnOnce(&mut Person)) {
        if let Some(person) = self.get_mut(subject) {
            change(person);
        } else if let Some(place) = self.vacant(subject) {
            change(place.insert(Person::new(subject.clone())).1);
        }
    }

    fn remove_if_empty(&mut self, subject: &SubjectId) {
        let slot = self.find(subject);
        if let Some(slot) = slot.filter(|slot| self.at(*slot).is_some_and(Person::is_empty)) {
            self.remove_at(slot);
        }
    }
}

impl State {
    pub(super) fn remove_grant(&mut self, slot: Slot) {
        let Some(row) = self.grants.remove_at(slot) else {
            return;
        };
        if let Some(code) = row.code {
            self.codes.remove(&code, slot);
        }
        if let Some(family) = row.family {
            self.families.remove(&family, slot);
        }
        if let Some(person) = self.people.get_mut(&row.grant.subject) {
            person.grants.lose(|slot| self.grants.at(slot).is_some());
        }
        self.people.remove_if_empty(&row.grant.subject);
    }

    pub(super) fn end_session(&mut self, session: &TokenHash) {
        if let Some(slot) = self.sessions.find(session) {
            self.remove_session(slot);
        }
    }

    pub(super) fn remove_session(&mut self, slot: Slot) {
        let Some(session) = self.sessions.remove_at(slot) else {
            return;
        };
        if let Some(person) = self.people.get_mut(&session.subject) {
            person
                .sessions
                .lose(|slot| self.sessions.at(slot).is_some());
        }
        self.people.remove_if_empty(&session.subject);
    }

    pub(super) fn forget_consents_to(&mut self, client_id: &ClientId) {
        self.people.retain(|person| {
            person.forget_consents(client_id);
            !person.is_empty()
        });
    }

    pub(super) fn remember_consent(&mut self, consent: &Consent) {
        self.people.of(&consent.subject, |person| {
            let mut earlier = person.consents.iter_mut();
            if let Some(earlier) = earlier.find(|it| it.is_at(consent)) {
                earlier.scopes = consent.added_to(&earlier.scopes);
                return;
            }
            person.consents.push(Consented {
                client_id: consent.client_id.clone(),
                place: consent.place,
                scopes: consent.added_to(&ScopeSet::empty()),
            });
        });
    }

    pub(super) fn has_consent(&self, consent: &Consent) -> bool {
        let person = self.people.get(&consent.subject);
        let allowed = person.and_then(|person| person.consents.iter().find(|it| it.is_at(consent)));
        allowed.is_some_and(|allowed| consent.scopes.is_subset(&allowed.scopes))
    }
}

impl Consented {
    fn is_at(&self, consent: &Consent) -> bool {
        self.place == consent.place && self.client_id == consent.client_id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::store::SessionRecord;
    use crate::store::memory::due::tests::keep_code;

    const AT: fn(u64) -> Timestamp = Timestamp::from_seconds;

    fn alice() -> SubjectId {
        SubjectId::new("alice")
    }

    fn keep_session(state: &mut State, number: u8) {
        let session = SessionRecord {
            hash: TokenHash::from_stored([number; 32]),
            subject: alice(),
            name: "Alice".into(),
            created_at: AT(0),
            seen_at: AT(0),
            expires_at: AT(number.into()),
        };
        let _ = state.insert_session(session).unwrap();
    }

    #[test]
    fn a_person_takes_no_more_room_than_twice_what_is_kept_of_them() {
        let mut state = State::default();
        for number in 1..=100 {
            keep_code(&mut state, number, AT(number.into()));
            keep_session(&mut state, number);
        }
        for now in 0..100 {
            state.purge_expired(AT(now), 1000);
            let live = 100 - usize::try_from(now).unwrap();
            assert_eq!(state.grants_of(&alice(), AT(now)).len(), live);
            let alice = state.people.get(&alice()).unwrap();
            for keys in [alice.grants.all.len(), alice.sessions.all.len()] {
                assert!((live..=live * 2).contains(&keys), "{keys} of {live}");
            }
        }
        state.purge_expired(AT(100), 1000);
        assert!(state.people.get(&alice()).is_none());
    }

    #[test]
    fn a_person_who_comes_back_before_the_revoked_rows_are_gone_loses_nothing() {
        let mut state = State::default();
        keep_code(&mut state, 1, AT(60));
        assert_eq!(state.revoke_subject(&alice(), AT(0)), 1);
        keep_code(&mut state, 2, AT(90));
        state.purge_expired(AT(60), 100);
        assert_eq!(state.grants_of(&alice(), AT(60)).len(), 1);
        assert_eq!(state.revoke_subject(&alice(), AT(60)), 1);
        keep_session(&mut state, 70);
        state.purge_expired(AT(90), 100);
        assert!(state.people.get(&alice()).is_none());
    }

    #[test]
    fn a_person_is_forgotten_with_their_last_consent() {
        let mut state = State::default();
        let consent = Consent {
            subject: alice(),
            client_id: ClientId::parse("app").unwrap(),
            place: TokenHash::from_stored([1; 32]),
            scopes: ScopeSet::from_stored("read"),
        };
        state.remember_consent(&consent);
        state.revoke_client(&ClientId::parse("another").unwrap(), AT(1));
        assert!(state.has_consent(&consent));
        state.revoke_client(&consent.client_id, AT(1));
        assert!(state.people.get(&alice()).is_none());
    }
}
