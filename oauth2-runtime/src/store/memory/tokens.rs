//! Access tokens in little room: a token is its hash, two moments and a pointer to what it shares
//! with others of the same holder.

use super::due::{Due, Ending};
use super::table::{Key as _, Row, Table};
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, ScopeSet, SubjectId};
use crate::secret::TokenHash;
use crate::store::AccessRecord;
use hashbrown::hash_table::VacantEntry;
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

/// Where a token lies: enough to find the row, which is then looked at itself.
#[derive(Clone, Copy)]
pub(super) struct Place(u64);

struct Token {
    hash: TokenHash,
    holder: Arc<Holder>,
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
#[derive(PartialEq, Eq)]
struct Holder {
    grant: Option<GrantId>,
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

impl Holder {
    fn shared(self, clients: &mut HashSet<Arc<Self>>) -> Arc<Self> {
        if self.grant.is_some() {
            return Arc::new(self);
        }
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
    place: VacantEntry<'a, Token>,
    clients: &'a mut HashSet<Arc<Holder>>,
}

impl Vacant<'_> {
    pub(super) fn insert(self, access: AccessRecord, due: &mut Due) {
        let AccessRecord {
            hash,
            grant,
            client_id,
            subject,
            scopes,
            issued_at,
            expires_at,
        } = access;
        let holder = Holder {
            grant,
            client_id,
            subject,
            scopes,
        };
        self.place.insert(Token {
            hash,
            holder: holder.shared(self.clients),
            issued_at,
            expires_at,
        });
        due.note(expires_at, Ending::Token(Place(hash.spread())));
    }
}

impl Tokens {
    pub(super) fn get(&self, hash: &TokenHash) -> Option<AccessRecord> {
        let token = self.kept.get(hash)?;
        let holder = &*token.holder;
        Some(AccessRecord {
            hash: *hash,
            grant: holder.grant,
            client_id: holder.client_id.clone(),
            subject: holder.subject.clone(),
            scopes: holder.scopes.clone(),
            issued_at: token.issued_at,
            expires_at: token.expires_at,
        })
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
        let Some(Token { holder, .. }) = token else {
            return;
        };
        // The set's own pointer and this one: no other token has it.
        if holder.grant.is_none() && Arc::strong_count(&holder) == 2 {
            self.clients.remove(&holder);
        }
    }

    pub(super) fn remove_client(&mut self, client_id: &ClientId) {
        self.kept
            .retain(|token| token.holder.client_id != *client_id);
        self.clients.retain(|holder| holder.client_id != *client_id);
    }

    /// When the first of the tokens here ends: none when it is gone, by a revocation.
    pub(super) fn end_at(&self, Place(place): Place) -> Option<Timestamp> {
        self.kept.at(place).map(|token| token.expires_at).min()
    }

    /// Removes the first of the tokens here to end.
    pub(super) fn remove_first(&mut self, place: Place) {
        let end = self.end_at(place);
        let token = self
            .kept
            .remove_one(place.0, |token| Some(token.expires_at) == end);
        self.let_go(token);
    }
}
