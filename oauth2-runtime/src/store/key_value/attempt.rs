//! One attempt of a verb: the rows that it reads, what becomes of them, and the commit of both.

use super::keys::{Key, Side, Whose};
use super::rows::{self, Mark, MarkRow, Marks, Row};
use super::{Change, KeyValue};
use crate::clock::Timestamp;
use crate::error::{BoxError, StoreError};
use std::collections::BTreeMap;

/// Rows as they were read, and what is to be written. What was read decides, so whatever changes by
/// it is written only while the rows that it was decided by are still the same.
pub(super) struct Attempt<'store, K> {
    kept: &'store K,
    seen: BTreeMap<Key, Option<Vec<u8>>>,
    changes: BTreeMap<Key, Change>,
    refused: Option<StoreError>,
}

/// When the client and the person of a row were revoked last, and under which marks it is current.
#[derive(Default)]
pub(super) struct Revoked {
    pub(super) marks: Marks,
    latest: Option<Timestamp>,
}

impl Revoked {
    /// Whether what began then was overtaken. Time counts in whole seconds: in the same one it
    /// passes, since a login right after a revocation is no exception.
    pub(super) fn overtook(&self, began: Timestamp) -> bool {
        self.latest.is_some_and(|at| began < at)
    }
}

impl<'store, K: KeyValue> Attempt<'store, K> {
    pub(super) const fn new(kept: &'store K) -> Self {
        Self {
            kept,
            seen: BTreeMap::new(),
            changes: BTreeMap::new(),
            refused: None,
        }
    }

    /// Reads what was not read before: in one attempt a row is looked at once.
    pub(super) async fn read(
        &mut self,
        keys: impl IntoIterator<Item = Key>,
    ) -> Result<(), StoreError> {
        let keys: Vec<_> = keys
            .into_iter()
            .filter(|key| !self.seen.contains_key(key))
            .collect();
        if keys.is_empty() {
            return Ok(());
        }
        let values = self.kept.get(&keys).await?;
        if values.len() != keys.len() {
            return Err(StoreError::new("`KeyValue::get` answers each key once"));
        }
        self.seen.extend(keys.into_iter().zip(values));
        Ok(())
    }

    fn seen(&self, key: &[u8]) -> Option<&Vec<u8>> {
        self.seen.get(key)?.as_ref()
    }

    pub(super) fn find<R: Row>(&self, key: &[u8]) -> Result<Option<R>, StoreError> {
        let bytes = self.seen(key);
        bytes.map(|bytes| rows::unpacked(key, bytes)).transpose()
    }

    pub(super) fn has(&self, key: &[u8]) -> bool {
        self.seen(key).is_some()
    }

    /// The mark of whoever this key is of.
    pub(super) fn mark(&self, key: &[u8]) -> Result<Option<Mark>, StoreError> {
        Ok(self.find::<MarkRow>(key)?.map(|row| row.mark))
    }

    /// How far those whose marks were read are revoked. A mark is no condition of the commit: a row
    /// that is kept under an earlier one is over as soon as it is there, and many rows of a client
    /// would wait for each other.
    pub(super) fn revoked(&self, whose: &Whose) -> Result<Revoked, StoreError> {
        let find = |key: Option<Key>| match key {
            None => Ok(None),
            Some(key) => self.find::<MarkRow>(&key),
        };
        let client = find(whose.client.map(|name| Side::Client.mark(name)))?;
        let subject = find(whose.subject.map(|name| Side::Subject.mark(name)))?;
        Ok(Revoked {
            marks: Marks {
                client: client.as_ref().map(|row| row.mark),
                subject: subject.as_ref().map(|row| row.mark),
            },
            latest: client.into_iter().chain(subject).map(|row| row.at).max(),
        })
    }

    /// Writes a row in the place of what was read; the same one stays, as below.
    pub(super) fn put(&mut self, key: Key, row: &impl Row) {
        self.change(key, Some(rows::packed(row)), row.end());
    }

    /// Writes a row where there is none.
    pub(super) fn insert_row(&mut self, key: Key, row: &impl Row, what: &'static str) {
        if self.has(&key) {
            self.refuse(format!("this {what} is kept already"));
        }
        self.put(key, row);
    }

    /// Nothing is written, and the answer is an error, if what was read stands.
    pub(super) fn refuse(&mut self, why: impl Into<BoxError>) {
        self.refused = Some(StoreError::new(why));
    }

    /// Removes a row; where none was read there is nothing to do.
    pub(super) fn remove(&mut self, key: Key) {
        if self.has(&key) {
            self.change(key, None, None);
        }
    }

    /// Writes nothing, but the commit fails when the row is no longer as it was read.
    pub(super) fn stays(&mut self, key: Key) -> Result<(), StoreError> {
        if let Some(before) = self.seen(&key).cloned() {
            let end = rows::end_of(&before)?;
            self.change(key, Some(before), end);
        }
        Ok(())
    }

    fn change(&mut self, key: Key, after: Option<Vec<u8>>, expires_at: Option<Timestamp>) {
        let change = Change {
            key: key.clone(),
            before: self.seen(&key).cloned(),
            after,
            expires_at,
        };
        self.changes.insert(key, change);
    }

    /// The answer, once it stands; none when somebody else was faster.
    pub(super) async fn finish<T>(self, answer: T) -> Result<Option<T>, StoreError> {
        if self.refused.is_none() && !self.changes.is_empty() {
            let changes: Vec<_> = self.changes.into_values().collect();
            let done = self.kept.commit(&changes).await?;
            return Ok(done.then_some(answer));
        }
        if !self.is_of_one_moment().await? {
            return Ok(None);
        }
        self.refused.map_or(Ok(Some(answer)), Err)
    }

    /// What was read at several moments, and is still the same, was so at one of them: a code that is
    /// read before it is spent, and its grant after it was ended for that, were never there together.
    async fn is_of_one_moment(&self) -> Result<bool, StoreError> {
        if self.seen.len() < 2 {
            return Ok(true);
        }
        let keys: Vec<_> = self.seen.keys().cloned().collect();
        let values = self.kept.get(&keys).await?;
        Ok(values.iter().eq(self.seen.values()))
    }
}
