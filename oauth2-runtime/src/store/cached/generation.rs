//! Rows that came in at about the same time, and leave together.

use super::ended::Ended;
use crate::model::{ClientId, GrantId};
use crate::secret::TokenHash;
use crate::store::AccessRecord;
use std::collections::{BTreeSet, HashMap};
use tokio::time::Instant;

/// An answer of the store.
pub(super) struct Row {
    pub(super) access: AccessRecord,
    /// When the store was asked, not when it answered: it may have looked at any time in between.
    pub(super) asked_at: Instant,
}

/// Rows by their token. Those of a grant are found without a walk: whoever replays a code as fast
/// as they can would have everybody else wait for walks.
#[derive(Default)]
pub(super) struct Generation {
    rows: HashMap<TokenHash, Row>,
    by_grant: BTreeSet<(GrantId, TokenHash)>,
    /// How many rows each client has: while the store is away, every code that is presented is a
    /// failure that clears its client's, and only the first of them shall walk.
    of_client: HashMap<ClientId, usize>,
}

impl Generation {
    /// An empty one that need not grow as long as it has no more rows than these.
    pub(super) fn like(other: &Self) -> Self {
        Self {
            rows: HashMap::with_capacity(other.len()),
            ..Self::default()
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn get(&self, token: &TokenHash) -> Option<&Row> {
        self.rows.get(token)
    }

    pub(super) fn insert(&mut self, row: Row) {
        let hash = row.access.hash;
        self.remove(&hash);
        let grant = row.access.grant;
        self.by_grant.extend(grant.map(|grant| (grant, hash)));
        *self
            .of_client
            .entry(row.access.client_id.clone())
            .or_default() += 1;
        self.rows.insert(hash, row);
    }

    pub(super) fn remove(&mut self, token: &TokenHash) -> Option<Row> {
        let row = self.rows.remove(token)?;
        if let Some(grant) = row.access.grant {
            self.by_grant.remove(&(grant, *token));
        }
        self.count_one_less(&row.access.client_id);
        Some(row)
    }

    pub(super) fn clear(&mut self, ended: &Ended) {
        let tokens: Vec<_> = match ended {
            Ended::Token(token) => vec![*token],
            Ended::Grant(grant) => self.of_grant(*grant),
            Ended::Client(client_id) if !self.of_client.contains_key(client_id) => Vec::new(),
            Ended::Person(_) | Ended::Client(_) => self.walk(ended),
        };
        for token in &tokens {
            self.remove(token);
        }
    }

    fn count_one_less(&mut self, client_id: &ClientId) {
        if let Some(count) = self.of_client.get_mut(client_id) {
            *count -= 1;
            if *count == 0 {
                self.of_client.remove(client_id);
            }
        }
    }

    fn of_grant(&self, grant: GrantId) -> Vec<TokenHash> {
        let [first, last] = [0, u8::MAX].map(|byte| TokenHash::from_stored([byte; 32]));
        let theirs = self.by_grant.range((grant, first)..=(grant, last));
        theirs.map(|(_, token)| *token).collect()
    }

    /// Looks at every row: people and clients are revoked by the application alone.
    fn walk(&self, ended: &Ended) -> Vec<TokenHash> {
        let rows = self.rows.values().map(|row| &row.access);
        let taken = rows.filter(|access| ended.takes(access));
        taken.map(|access| access.hash).collect()
    }
}
