//! The rows that are remembered: two generations, and what was cleared of late.

use super::ended::Ended;
use super::generation::{Generation, Row};
use crate::secret::TokenHash;
use crate::store::AccessRecord;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// How much may be cleared during one look-up without its answer being left out for it.
const LATEST: usize = 64;

/// How much had been cleared when a look-up began.
#[derive(Clone, Copy)]
pub(super) struct Epoch(usize);

/// Rows come into the young generation. When it is full it becomes the old one, and the old one goes:
/// what was asked for since then is in the young one again.
pub(super) struct Rows {
    most: usize,
    young: Generation,
    old: Generation,
    /// What is to be dropped when the lock is open again, since it may be large.
    pub(super) forgotten: Option<Box<Generation>>,
    cleared: usize,
    latest: VecDeque<Ended>,
}

impl Rows {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            young: Generation::default(),
            old: Generation::default(),
            forgotten: None,
            cleared: 0,
            latest: VecDeque::with_capacity(LATEST),
        }
    }

    /// The row of this token that was asked for less than `max_age` ago; or what a look-up that now
    /// begins has to tell [`Rows::keep`].
    pub(super) fn find(
        &mut self,
        token: &TokenHash,
        now: Instant,
        max_age: Duration,
    ) -> Result<AccessRecord, Epoch> {
        let fresh = |row: &Row| now.saturating_duration_since(row.asked_at) < max_age;
        if let Some(row) = self.young.get(token)
            && fresh(row)
        {
            return Ok(row.access.clone());
        }
        let is_old = self.old.get(token).is_some_and(fresh);
        let Some(row) = is_old.then(|| self.old.remove(token)).flatten() else {
            return Err(Epoch(self.cleared));
        };
        let access = row.access.clone();
        self.insert(row);
        Ok(access)
    }

    /// Remembers what a look-up found. It may have read the row before a revocation that has cleared
    /// meanwhile: then there is nobody left to clear it, and it is not remembered.
    pub(super) fn keep(&mut self, row: Row, began: Epoch) {
        if self.most > 0 && !self.is_over(&row.access, began) {
            self.old.remove(&row.access.hash);
            self.insert(row);
        }
    }

    /// Compared with the row itself: who lets codes be revoked all the time does not keep the rows
    /// of others out.
    fn is_over(&self, access: &AccessRecord, began: Epoch) -> bool {
        let since = self.cleared.wrapping_sub(began.0);
        let mut latest = self.latest.iter().rev().take(since);
        since > self.latest.len() || latest.any(|ended| ended.takes(access))
    }

    fn insert(&mut self, row: Row) {
        if self.young.len() >= self.most && self.young.get(&row.access.hash).is_none() {
            let next = Generation::like(&self.young);
            let full = std::mem::replace(&mut self.young, next);
            let old = std::mem::replace(&mut self.old, full);
            self.forgotten = Some(Box::new(old));
        }
        self.young.insert(row);
    }

    /// Forgets one token that the store does not know any more.
    pub(super) fn remove(&mut self, token: &TokenHash) {
        self.young.remove(token);
        self.old.remove(token);
    }

    /// Forgets what was ended, also in look-ups that are under way. Once is enough, after the store
    /// has done it: what is remembered before goes now, what comes later is told by its epoch.
    pub(super) fn clear(&mut self, ended: Ended) {
        self.young.clear(&ended);
        self.old.clear(&ended);
        self.cleared = self.cleared.wrapping_add(1);
        if self.latest.len() == LATEST {
            self.latest.pop_front();
        }
        self.latest.push_back(ended);
    }
}
