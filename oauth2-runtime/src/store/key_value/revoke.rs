//! Revocation by a mark, and the grants that a client or a person has.

use super::grant_rows::{GrantRow, IndexRow};
use super::keys::{self, Key, Name, Side};
use super::rows::{self, Mark, MarkRow};
use super::{Decided, KeyValue, KeyValueStore};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{GrantId, GrantSummary, SubjectId};
use crate::secret;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// So many rows of an index are looked at together.
const PAGE: usize = 48;

impl<K: KeyValue> KeyValueStore<K> {
    pub(super) async fn end_one(&self, grant: GrantId) -> Decided<'_, K, ()> {
        let mut rows = self.attempt();
        rows.end_grant(grant).await?;
        Ok((rows, ()))
    }

    /// Ends all that a client or a person has: whatever holds the mark before this one is over, what
    /// is under way included. Answers how many grants it were.
    pub(super) async fn end_all(
        &self,
        side: Side,
        name: Name,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let mark = self.repeat(|| self.mark(side.mark(name), now)).await?;
        let (prefix, mut last, mut count) = (side.index(name), None, 0);
        loop {
            let page = self.page(&prefix, last.as_ref()).await?;
            let ended: Vec<_> = page
                .iter()
                .map(|(_, row)| row)
                .filter(|row| row.marks.of(side) == mark)
                .collect();
            let others = self.marks(side.other(), ended.iter().map(|row| row.other));
            let others = others.await?;
            let is_live =
                |row: &&&IndexRow| others.get(&row.other) == Some(&row.marks.of(side.other()));
            count += ended.iter().filter(is_live).count() as u64;
            last = page.into_iter().next_back().map(|(key, _)| key);
            if last.is_none() {
                return Ok(count);
            }
        }
    }

    /// Puts a mark of its own in the place of the one before, which it answers.
    async fn mark(&self, key: Key, now: Timestamp) -> Decided<'_, K, Option<Mark>> {
        let mut rows = self.attempt();
        rows.read([key.clone()]).await?;
        let before = rows.find::<MarkRow>(&key)?;
        let row = MarkRow {
            at: before.as_ref().map_or(now, |before| before.at.max(now)),
            mark: secret::random(),
        };
        rows.put(key, &row);
        Ok((rows, before.map(|before| before.mark)))
    }

    pub(super) async fn grants(
        &self,
        subject: &SubjectId,
        now: Timestamp,
    ) -> Result<Vec<GrantSummary>, StoreError> {
        let name = Name::subject(subject);
        let mark = self.marks(Side::Subject, [name]).await?;
        let mark = mark.get(&name).copied().flatten();
        let (prefix, mut last, mut told) = (Side::Subject.index(name), None, Vec::new());
        loop {
            let page = self.page(&prefix, last.as_ref()).await?;
            let live = page
                .iter()
                .filter(|(_, row)| row.marks.subject == mark && row.end > now);
            let live: Vec<_> = live.map(|(key, row)| (key, row.other)).collect();
            told.extend(self.summaries(&live).await?);
            last = page.into_iter().next_back().map(|(key, _)| key);
            if last.is_none() {
                break;
            }
        }
        told.sort_unstable_by_key(|grant: &GrantSummary| (Reverse(grant.created_at), grant.id));
        Ok(told)
    }

    /// Of grants of one person those that are not over, each with the name of its client.
    async fn summaries(&self, of: &[(&Key, Name)]) -> Result<Vec<GrantSummary>, StoreError> {
        let mut rows = self.attempt();
        let found = of.iter().filter_map(|(key, client)| {
            Some((
                keys::grant(keys::grant_of(key)?),
                Side::Client.mark(*client),
            ))
        });
        let found: Vec<_> = found.collect();
        let keys: BTreeSet<_> = found
            .iter()
            .flat_map(|(grant, mark)| [grant, mark])
            .collect();
        rows.read(keys.into_iter().cloned()).await?;
        let mut told = Vec::new();
        for (grant, mark) in found {
            let row = rows.find::<GrantRow>(&grant)?;
            let mark = rows.mark(&mark)?;
            if let Some(row) = row.filter(|row| row.marks.client == mark) {
                let family = row.family.as_ref();
                told.push(row.grant.summary(family.map(|it| it.record.rotated_at)));
            }
        }
        Ok(told)
    }

    async fn page(
        &self,
        prefix: &Key,
        last: Option<&Key>,
    ) -> Result<Vec<(Key, IndexRow)>, StoreError> {
        let after = last.unwrap_or(prefix);
        let page = self.kept.list(prefix, after, PAGE).await?;
        let unpack = |(key, bytes): (Key, Vec<u8>)| {
            // A list that begins anew would never end.
            if !key.starts_with(prefix) || key <= *after {
                return Err(StoreError::new("`KeyValue::list` answers another key"));
            }
            let row = rows::unpacked(&key, &bytes)?;
            Ok((key, row))
        };
        page.into_iter().map(unpack).collect()
    }

    /// The marks of all of these.
    async fn marks(
        &self,
        side: Side,
        of: impl IntoIterator<Item = Name>,
    ) -> Result<BTreeMap<Name, Option<Mark>>, StoreError> {
        let names: BTreeSet<_> = of.into_iter().collect();
        let mut rows = self.attempt();
        rows.read(names.iter().map(|name| side.mark(*name))).await?;
        let marks = names.into_iter();
        marks
            .map(|name| Ok((name, rows.mark(&side.mark(name))?)))
            .collect()
    }
}
