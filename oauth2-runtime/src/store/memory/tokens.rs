//! Access tokens in little room: a token is its hash, two moments and where that stands which it
//! shares with others of the same grant or client.

use super::blocks::Slot;
use super::due::{Due, Ending};
use super::grants::GrantRow;
use super::table::{self, Row, Table};
use crate::clock::Timestamp;
use crate::model::{ClientId, ScopeSet, SubjectId};
use crate::secret::TokenHash;
use crate::store::AccessRecord;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The tokens, and who holds them.
#[derive(Default)]
pub(super) struct Tokens {
    kept: Table<Token>,
    /// The clients that hold tokens for themselves: all of one client's share a holder.
    clients: HashSet<Arc<Holder>>,
}

struct Token {
    hash: TokenHash,
    holder: HeldBy,
    issued_at: Timestamp,
    expires_at: Timestamp,
}

impl Row for Token {
    type Key = TokenHash;

    fn key(&self) -> &TokenHash {
        &self.hash
    }
}

/// Who holds a token, and for what.
enum HeldBy {
    /// Its grant tells all that it says.
    Grant(Slot),
    Holder(Arc<Holder>),
}

/// What a token says for itself.
#[derive(PartialEq, Eq)]
struct Holder {
    grant: Option<Slot>,
    client_id: ClientId,
    subject: Option<SubjectId>,
    scopes: ScopeSet,
}

/// Of those that are looked for, clients for themselves, the rest is the same. The texts alone: where
/// one ends is what a comparison tells.
impl Hash for Holder {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(self.client_id.as_str().as_bytes());
        state.write(self.scopes.as_str().as_bytes());
    }
}

impl HeldBy {
    fn new(
        access: AccessRecord,
        grant: Option<(Slot, &mut GrantRow)>,
        clients: &mut HashSet<Arc<Holder>>,
    ) -> Self {
        let Some((slot, row)) = grant else {
            return Self::Holder(Holder::new(access, None).shared(clients));
        };
        row.given.get_or_insert_with(|| access.scopes.clone());
        if row.tells(&access) {
            return Self::Grant(slot);
        }
        Self::Holder(Arc::new(Holder::new(access, Some(slot))))
    }
}

impl Holder {
    fn new(access: AccessRecord, grant: Option<Slot>) -> Self {
        Self {
            grant,
            client_id: access.client_id,
            subject: access.subject,
            scopes: access.scopes,
        }
    }

    /// Of a client for itself: one for all its tokens.
    fn shared(self, clients: &mut HashSet<Arc<Self>>) -> Arc<Self> {
        if let Some(known) = clients.get(&self) {
            return Arc::clone(known);
        }
        let holder = Arc::new(self);
        clients.insert(Arc::clone(&holder));
        holder
    }
}

/// Where a token may be kept.
pub(super) struct Vacant<'a> {
    place: table::Vacant<'a, Token>,
    clients: &'a mut HashSet<Arc<Holder>>,
}

impl Vacant<'_> {
    pub(super) fn insert(
        self,
        access: AccessRecord,
        grant: Option<(Slot, &mut GrantRow)>,
        due: &mut Due,
    ) {
        let token = Token {
            hash: access.hash,
            issued_at: access.issued_at,
            expires_at: access.expires_at,
            holder: HeldBy::new(access, grant, self.clients),
        };
        let expires_at = token.expires_at;
        let (slot, _) = self.place.insert(token);
        due.note(expires_at, Ending::Token(slot));
    }
}

impl Tokens {
    /// A token whose grant is live, if it has one.
    pub(super) fn find(&self, hash: &TokenHash, grants: &Table<GrantRow>) -> Option<AccessRecord> {
        let token = self.kept.get(hash)?;
        let found = |grant, client_id: &ClientId, subject, scopes: &ScopeSet| AccessRecord {
            hash: *hash,
            grant,
            client_id: client_id.clone(),
            subject,
            scopes: scopes.clone(),
            issued_at: token.issued_at,
            expires_at: token.expires_at,
        };
        match &token.holder {
            HeldBy::Grant(slot) => {
                let row = grants.live(*slot)?;
                let (grant, scopes) = (&row.grant, row.given.as_ref()?);
                let subject = Some(grant.subject.clone());
                Some(found(Some(grant.id), &grant.client_id, subject, scopes))
            }
            HeldBy::Holder(holder) => {
                let grant = match holder.grant {
                    Some(slot) => Some(grants.live(slot)?.grant.id),
                    None => None,
                };
                let subject = holder.subject.clone();
                Some(found(grant, &holder.client_id, subject, &holder.scopes))
            }
        }
    }

    /// The place of a new token; `None` when it is taken.
    pub(super) fn vacant(&mut self, hash: &TokenHash) -> Option<Vacant<'_>> {
        Some(Vacant {
            place: self.kept.vacant(hash)?,
            clients: &mut self.clients,
        })
    }

    pub(super) fn remove(&mut self, hash: &TokenHash) {
        let token = self.kept.remove(hash);
        self.let_go(token);
    }

    fn let_go(&mut self, token: Option<Token>) {
        let Some(Token {
            holder: HeldBy::Holder(holder),
            ..
        }) = token
        else {
            return;
        };
        // The set's own pointer and this one: no other token has it.
        if holder.grant.is_none() && Arc::strong_count(&holder) == 2 {
            self.clients.remove(&holder);
        }
    }

    pub(super) fn remove_client(&mut self, client_id: &ClientId, grants: &Table<GrantRow>) {
        self.kept.retain(|token| match &token.holder {
            HeldBy::Grant(slot) => grants
                .at(*slot)
                .is_some_and(|row| row.grant.client_id != *client_id),
            HeldBy::Holder(holder) => holder.client_id != *client_id,
        });
        self.clients.retain(|holder| holder.client_id != *client_id);
    }

    /// When a token ends; none when it is gone, by a revocation.
    pub(super) fn end_of(&self, slot: Slot) -> Option<Timestamp> {
        Some(self.kept.at(slot)?.expires_at)
    }

    pub(super) fn remove_at(&mut self, slot: Slot) {
        let token = self.kept.remove_at(slot);
        self.let_go(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ScopeSet;

    #[test]
    fn what_a_client_says_for_all_its_tokens_goes_with_the_last() {
        let (mut tokens, mut due) = (Tokens::default(), Due::default());
        let hashes = [1, 2].map(|number| TokenHash::from_stored([number; 32]));
        for hash in hashes {
            let access = AccessRecord {
                hash,
                grant: None,
                client_id: ClientId::parse("app").unwrap(),
                subject: None,
                scopes: ScopeSet::empty(),
                issued_at: Timestamp::from_seconds(0),
                expires_at: Timestamp::from_seconds(900),
            };
            let place = tokens.vacant(&hash).unwrap();
            place.insert(access, None, &mut due);
        }
        for (hash, left) in hashes.iter().zip([1, 0]) {
            assert_eq!(tokens.clients.len(), 1);
            tokens.remove(hash);
            assert_eq!(tokens.clients.len(), left);
        }
    }
}
