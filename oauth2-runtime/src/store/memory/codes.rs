//! Authorization codes of the memory store (RFC 6749 §4.1.2).

use super::blocks::{Blocks, Slot};
use super::due::Ending;
use super::grants::GrantRow;
use super::index::Index;
use super::state::{State, taken};
use super::table::{Key as _, Table};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{ClientId, CodeChallenge, SentRedirect};
use crate::secret::TokenHash;
use crate::store::{CodeRecord, Inserted, TakenCode};

/// The codes, which stand in their grants.
#[derive(Default)]
pub(super) struct Codes {
    index: Index,
    unspent: Blocks<Bound>,
}

/// What a grant tells of its code. A spent one is remembered, so that its replay is one.
pub(super) struct Code {
    hash: TokenHash,
    pub(super) expires_at: Timestamp,
    /// None of a spent one.
    bound: Option<Slot>,
}

/// What the exchange of a code is bound to. It stands apart, where few codes are at a time.
struct Bound {
    redirect_uri: SentRedirect,
    challenge: Option<CodeChallenge>,
}

impl Codes {
    fn find(&self, grants: &Table<GrantRow>, code: &TokenHash) -> Option<Slot> {
        let at = self.index.find(code.spread(), is_of(grants, code));
        grants.slot(at?)
    }

    /// Forgets the code of the grant that stands there, or stood there until now.
    pub(super) fn remove(&mut self, code: &Code, grant: Slot) {
        self.index.remove(code.hash.spread(), grant.at());
        if let Some(bound) = code.bound {
            self.unspent.remove(bound);
        }
    }
}

/// Whether this code stands in the grant at a place.
fn is_of(grants: &Table<GrantRow>, code: &TokenHash) -> impl Fn(u32) -> bool {
    move |at| {
        let row = grants.row(at);
        let kept = row.and_then(|row| row.code.as_ref());
        kept.is_some_and(|kept| kept.hash == *code)
    }
}

impl State {
    pub(super) fn insert_code(&mut self, code: CodeRecord) -> Result<Inserted, StoreError> {
        if self.is_grant_over(&code.grant) {
            return Ok(Inserted::Revoked);
        }
        let Codes { index, unspent } = &mut self.codes;
        let is_it = is_of(&self.grants, &code.hash);
        let Some(place) = index.vacant(code.hash.spread(), is_it) else {
            return Err(taken("code"));
        };
        let Some(grant) = self.grants.vacant(&code.grant.id) else {
            return Err(taken("grant"));
        };
        let CodeRecord {
            hash,
            grant: mut record,
            redirect_uri,
            challenge,
            expires_at,
        } = code;
        record.prolong(expires_at);
        let bound = Bound {
            redirect_uri,
            challenge,
        };
        let code = Code {
            hash,
            expires_at,
            bound: Some(unspent.insert(bound).0),
        };
        let (slot, row) = grant.insert(GrantRow::new(record, Some(code)));
        place.insert(slot.at());
        self.people.of(&row.grant.subject, |it| it.grants.add(slot));
        self.due.note(expires_at, Ending::Code(slot));
        Ok(Inserted::Live)
    }

    pub(super) fn take_code(&mut self, client_id: &ClientId, code: &TokenHash) -> TakenCode {
        let Some(slot) = self.codes.find(&self.grants, code) else {
            return TakenCode::Unknown;
        };
        let kept = self.grants.at_mut(slot);
        let Some(row) = kept.filter(|kept| kept.grant.client_id == *client_id) else {
            return TakenCode::Unknown;
        };
        let Some(code) = &mut row.code else {
            return TakenCode::Unknown;
        };
        let Some(bound) = code.bound else {
            let id = row.grant.id;
            self.revoke(slot);
            return TakenCode::Spent(id);
        };
        if row.revoked {
            return TakenCode::Unknown;
        }
        code.bound = None;
        let bound = self.codes.unspent.remove(bound);
        bound.map_or(TakenCode::Unknown, |bound| {
            TakenCode::Fresh(Box::new(CodeRecord {
                hash: code.hash,
                grant: row.grant.clone(),
                redirect_uri: bound.redirect_uri,
                challenge: bound.challenge,
                expires_at: code.expires_at,
            }))
        })
    }

    /// Whether it may still be exchanged.
    pub(super) fn is_good(&self, code: &TokenHash, now: Timestamp) -> bool {
        let slot = self.codes.find(&self.grants, code);
        let row = slot.and_then(|slot| self.grants.live(slot));
        row.and_then(|row| row.code.as_ref())
            .is_some_and(|code| code.bound.is_some() && code.expires_at > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::GrantId;
    use crate::store::memory::due::tests::keep_code;

    #[test]
    fn little_is_left_of_a_spent_code_and_nothing_of_one_past_its_end() {
        let (mut state, app) = (State::default(), ClientId::parse("app").unwrap());
        for number in 1..=2 {
            keep_code(&mut state, number, Timestamp::from_seconds(60));
        }
        let left = |codes: &mut Codes| (codes.index.len(), codes.unspent.iter_mut().count());
        assert_eq!(left(&mut state.codes), (2, 2));
        let taken = state.take_code(&app, &TokenHash::from_stored([1; 32]));
        assert!(matches!(taken, TakenCode::Fresh(_)));
        assert_eq!(left(&mut state.codes), (2, 1));
        state.purge_expired(Timestamp::from_seconds(60), 100);
        assert_eq!(left(&mut state.codes), (0, 0));
        // Nor of one whose grant goes first.
        keep_code(&mut state, 3, Timestamp::from_seconds(90));
        let grant = state.grants.find(&GrantId::from_stored([3; 16]));
        state.remove_grant(grant.unwrap());
        assert_eq!(left(&mut state.codes), (0, 0));
    }
}
