//! The rows of the memory store, and the verbs that give: tickets, codes, access tokens.

use super::blocks::Slot;
use super::due::{Due, Ending};
use super::grants::GrantRow;
use super::people::Person;
use super::refresh::Families;
use super::revoke::Revoked;
use super::table::{Row, Table};
use super::tokens::Tokens;
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{ClientId, CodeChallenge, SentRedirect};
use crate::secret::TokenHash;
use crate::store::{
    AccessRecord, Claim, Claimed, CodeRecord, Inserted, NewAccess, RefreshFamily, SessionRecord,
    TakenCode, Verdict,
};
use std::collections::HashMap;

#[derive(Default)]
pub(super) struct State {
    pub(super) grants: Table<GrantRow>,
    pub(super) families: Families,
    pub(super) codes: Table<CodeRow>,
    pub(super) accesses: Tokens,
    pub(super) claims: Table<ClaimRow>,
    pub(super) sessions: Table<SessionRecord>,
    pub(super) people: Table<Person>,
    /// When a person or a client was revoked: what began earlier comes too late.
    pub(super) revoked: HashMap<Revoked, Timestamp>,
    pub(super) due: Due,
}

/// A spent code is remembered, so that its replay is one, without what it was bound to. Whose it is
/// stands in its grant.
pub(super) struct CodeRow {
    hash: TokenHash,
    pub(super) grant: Slot,
    pub(super) expires_at: Timestamp,
    unspent: Option<Bound>,
}

/// What the exchange of a code is bound to.
struct Bound {
    redirect_uri: SentRedirect,
    challenge: Option<CodeChallenge>,
}

impl Row for CodeRow {
    type Key = TokenHash;

    fn key(&self) -> &TokenHash {
        &self.hash
    }
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

    fn is_good(&self, code: &TokenHash, now: Timestamp) -> bool {
        self.codes.get(code).is_some_and(|row| {
            row.unspent.is_some() && row.expires_at > now && self.grants.live(row.grant).is_some()
        })
    }

    pub(super) fn insert_code(&mut self, code: CodeRecord) -> Result<Inserted, StoreError> {
        if self.is_grant_over(&code.grant) {
            return Ok(Inserted::Revoked);
        }
        let Some(place) = self.codes.vacant(&code.hash) else {
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
        let (grant, row) = grant.insert(GrantRow::new(record));
        self.people
            .of(&row.grant.subject, |it| it.grants.add(grant));
        let (slot, _) = place.insert(CodeRow {
            hash,
            grant,
            expires_at,
            unspent: Some(Bound {
                redirect_uri,
                challenge,
            }),
        });
        self.due.note(expires_at, Ending::Code(slot));
        Ok(Inserted::Live)
    }

    pub(super) fn take_code(&mut self, client_id: &ClientId, code: &TokenHash) -> TakenCode {
        let Some(row) = self.codes.get_mut(code) else {
            return TakenCode::Unknown;
        };
        let kept = self.grants.at(row.grant);
        let Some(kept) = kept.filter(|kept| kept.grant.client_id == *client_id) else {
            return TakenCode::Unknown;
        };
        if row.unspent.is_none() {
            let (id, slot) = (kept.grant.id, row.grant);
            self.revoke(slot);
            return TakenCode::Spent(id);
        }
        let bound = row.unspent.take_if(|_| !kept.revoked);
        bound.map_or(TakenCode::Unknown, |bound| {
            TakenCode::Fresh(Box::new(CodeRecord {
                hash: row.hash,
                grant: kept.grant.clone(),
                redirect_uri: bound.redirect_uri,
                challenge: bound.challenge,
                expires_at: row.expires_at,
            }))
        })
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
                let started = RefreshFamily::start(start, &mut row.grant, access.issued_at);
                row.refresh = Some(started);
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
