//! The rows of the memory store, and the verbs that give: tickets and access tokens.

use super::codes::Codes;
use super::due::{Due, Ending};
use super::grants::GrantRow;
use super::people::Person;
use super::refresh::{Families, Family};
use super::revoke::Revoked;
use super::table::{Row, Table};
use super::tokens::Tokens;
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::secret::TokenHash;
use crate::store::{AccessRecord, Claim, Claimed, Inserted, NewAccess, SessionRecord, Verdict};
use std::collections::HashMap;

#[derive(Default)]
pub(super) struct State {
    pub(super) grants: Table<GrantRow>,
    pub(super) families: Families,
    pub(super) codes: Codes,
    pub(super) accesses: Tokens,
    pub(super) claims: Table<ClaimRow>,
    pub(super) sessions: Table<SessionRecord>,
    pub(super) people: Table<Person>,
    /// When a person or a client was revoked: what began earlier comes too late.
    pub(super) revoked: HashMap<Revoked, Timestamp>,
    pub(super) due: Due,
}

pub(super) struct ClaimRow {
    ticket: TokenHash,
    pub(super) verdict: Verdict,
    pub(super) code: Option<TokenHash>,
    pub(super) kept_until: Timestamp,
}

impl Row for ClaimRow {
    type Key = TokenHash;

    fn key(&self) -> &TokenHash {
        &self.ticket
    }
}

/// Which values may not be kept twice is the store's to say: a token string that an application
/// wrote itself may repeat, and must not take over the row of another.
pub(super) fn taken(what: &'static str) -> StoreError {
    StoreError::new(format!("this {what} is kept already"))
}

impl State {
    pub(super) fn claim_once(
        &mut self,
        claim: &Claim,
        now: Timestamp,
    ) -> Result<Claimed, StoreError> {
        if let Some(earlier) = self.claims.get(&claim.ticket) {
            let good = earlier.code.is_none_or(|code| self.is_good(&code, now));
            let again = good && claim.repeats(earlier.verdict, earlier.code);
            return Ok(if again { Claimed::Again } else { Claimed::Over });
        }
        if let Some(code) = claim.given_code()
            && self.insert_code(code.clone())? == Inserted::Revoked
        {
            return Ok(Claimed::Over);
        }
        let row = ClaimRow {
            ticket: claim.ticket,
            verdict: claim.verdict,
            code: claim.code_hash(),
            kept_until: claim.kept_until(),
        };
        if let Some(place) = self.claims.vacant(&claim.ticket) {
            let kept_until = row.kept_until;
            let (slot, _) = place.insert(row);
            self.due.note(kept_until, Ending::Claim(slot));
        }
        Ok(Claimed::First)
    }

    /// Everything that can fail comes before anything changes.
    pub(super) fn insert_access(&mut self, new: NewAccess) -> Result<Inserted, StoreError> {
        let created = new.creates.as_ref();
        if self.is_access_over(&new.access) || created.is_some_and(|it| self.is_grant_over(it)) {
            return Ok(Inserted::Revoked);
        }
        new.check()?;
        let NewAccess {
            access,
            creates,
            refresh,
        } = new;
        let family = refresh.as_ref().map(|start| {
            self.families
                .vacant(&self.grants, &access.client_id, &start.family)
        });
        let Some(base) = self.grants.base(creates, access.grant)? else {
            return Ok(Inserted::Revoked);
        };
        let Some(token) = self.accesses.vacant(&access.hash) else {
            return Err(taken("access token"));
        };
        let may_start = |place: &Option<_>| place.is_some() && base.may_refresh(&access.client_id);
        if !family.as_ref().is_none_or(may_start) {
            return Err(taken("refresh family"));
        }
        let (is_new, mut grant) = (base.is_new(), base.keep());
        let slot = grant.as_ref().map(|(slot, _)| *slot);
        if let Some((slot, row)) = &mut grant {
            row.grant.prolong(access.expires_at);
            if let Some(start) = refresh {
                let started = Family::start(start, &mut row.grant, access.issued_at);
                row.family = Some(started);
            }
            if is_new {
                self.due.note(row.grant.expires_at, Ending::Grant(*slot));
                self.people
                    .of(&row.grant.subject, |it| it.grants.add(*slot));
            }
        }
        token.insert(access, grant, &mut self.due);
        if let (Some(place), Some(slot)) = (family.flatten(), slot) {
            place.insert(slot.at());
        }
        Ok(Inserted::Live)
    }

    pub(super) fn find_access(&self, token: &TokenHash) -> Option<AccessRecord> {
        self.accesses.find(token, &self.grants)
    }
}
