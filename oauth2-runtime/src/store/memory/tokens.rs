//! Access tokens in little room: a token is its hash, two moments and a pointer to what it shares
//! with others of the same holder.
//!
//! A tree grows and shrinks a node at a time: no request waits until a million others have moved,
//! and what tokens took is given back when they are gone.

use super::state::taken;
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{ClientId, GrantId, ScopeSet, SubjectId};
use crate::secret::TokenHash;
use crate::store::AccessRecord;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The tokens, who holds them, and when to look at which.
#[derive(Default)]
pub(super) struct Tokens {
    kept: BTreeMap<TokenHash, Token>,
    /// The clients that hold tokens for themselves: all of one client's share a holder.
    clients: HashSet<Arc<Holder>>,
    due: BTreeMap<Timestamp, Vec<Start>>,
}

/// The first bytes of a hash: enough to find the row, which is then looked at itself.
type Start = [u8; 8];

struct Token {
    holder: Arc<Holder>,
    issued_at: Timestamp,
    expires_at: Timestamp,
}

/// Who holds a token, and for what.
#[derive(PartialEq, Eq)]
struct Holder {
    grant: Option<GrantId>,
    client_id: ClientId,
    subject: Option<SubjectId>,
    scopes: ScopeSet,
}

/// Of those that are looked for, clients for themselves, the rest is the same.
impl Hash for Holder {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.client_id.hash(state);
        self.scopes.hash(state);
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

impl Tokens {
    pub(super) fn contains(&self, hash: &TokenHash) -> bool {
        self.kept.contains_key(hash)
    }

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

    /// Which tokens may not be kept twice is the tree's to say.
    pub(super) fn insert(&mut self, access: AccessRecord) -> Result<(), StoreError> {
        let AccessRecord {
            hash,
            grant,
            client_id,
            subject,
            scopes,
            issued_at,
            expires_at,
        } = access;
        let Entry::Vacant(place) = self.kept.entry(hash) else {
            return Err(taken("access token"));
        };
        let holder = Holder {
            grant,
            client_id,
            subject,
            scopes,
        };
        place.insert(Token {
            holder: holder.shared(&mut self.clients),
            issued_at,
            expires_at,
        });
        self.due.entry(expires_at).or_default().push(start(&hash));
        Ok(())
    }

    pub(super) fn remove(&mut self, hash: &TokenHash) {
        let Some(Token { holder, .. }) = self.kept.remove(hash) else {
            return;
        };
        // The set's own pointer and this one: no other token has it.
        if holder.grant.is_none() && Arc::strong_count(&holder) == 2 {
            self.clients.remove(&holder);
        }
    }

    pub(super) fn remove_client(&mut self, client_id: &ClientId) {
        self.kept
            .retain(|_, token| token.holder.client_id != *client_id);
        self.clients.retain(|holder| holder.client_id != *client_id);
    }

    /// Removes one token that is past its end; `None` when there is none.
    pub(super) fn remove_past(&mut self, now: Timestamp) -> Option<()> {
        loop {
            let mut first = self.due.first_entry()?;
            if *first.key() > now {
                return None;
            }
            let Some(start) = first.get_mut().pop() else {
                first.remove();
                continue;
            };
            // It may be gone already, by a revocation.
            let found = self.of(start).find(|(_, token)| token.expires_at <= now);
            if let Some((hash, _)) = found {
                let hash = *hash;
                self.remove(&hash);
                return Some(());
            }
        }
    }

    /// The earliest end among the tokens that are past theirs.
    pub(super) fn oldest_past(&self, now: Timestamp) -> Option<Timestamp> {
        let past = self.due.range(..=now);
        let is_there = |start: &Start| self.of(*start).any(|(_, token)| token.expires_at <= now);
        past.filter(|(_, starts)| starts.iter().any(is_there))
            .map(|(at, _)| *at)
            .next()
    }

    /// The tokens whose hash begins so: one, but for an accident.
    fn of(&self, start: Start) -> impl Iterator<Item = (&TokenHash, &Token)> {
        let bound = |rest| {
            let mut bytes = [rest; 32];
            bytes
                .iter_mut()
                .zip(start)
                .for_each(|(to, from)| *to = from);
            TokenHash::from_stored(bytes)
        };
        self.kept.range(bound(0)..=bound(u8::MAX))
    }
}

fn start(hash: &TokenHash) -> Start {
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}
