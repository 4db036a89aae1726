//! What is past its end goes.

use super::keys::Key;
use super::{Change, KeyValue, KeyValueStore, MOST_CHANGES, rows};
use crate::clock::Timestamp;
use crate::error::StoreError;
use std::time::Duration;

impl<K: KeyValue> KeyValueStore<K> {
    pub(super) async fn purge(&self, now: Timestamp, limit: u32) -> Result<u32, StoreError> {
        let mut removed = 0;
        while removed < limit {
            let most = (limit - removed).min(MOST_CHANGES);
            let gone = self.purge_some(now, most).await?;
            removed += gone;
            if gone < most {
                break;
            }
        }
        Ok(removed)
    }

    /// A row that another one changed in the meantime, or that is not past its end after all, stays.
    async fn purge_some(&self, now: Timestamp, most: u32) -> Result<u32, StoreError> {
        let past = self.past(now, most).await?;
        let changes = past.into_iter().map(|(key, before, _)| Change {
            key,
            before: Some(before),
            after: None,
            expires_at: None,
        });
        let changes: Vec<_> = changes.collect();
        if changes.is_empty() || self.kept.commit(&changes).await? {
            return Ok(u32::try_from(changes.len()).unwrap_or(most));
        }
        let mut removed = 0;
        for change in changes {
            removed += u32::from(self.kept.commit(&[change]).await?);
        }
        Ok(removed)
    }

    /// Rows that are past their end, with it.
    async fn past(
        &self,
        now: Timestamp,
        most: u32,
    ) -> Result<Vec<(Key, Vec<u8>, Timestamp)>, StoreError> {
        let keys = self.kept.expired(now, most as usize).await?;
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let values = self.kept.get(&keys).await?;
        let mut past = Vec::new();
        for (key, value) in keys.into_iter().zip(values) {
            let Some(value) = value else { continue };
            let end = rows::end_of(&value)?.filter(|end| *end <= now);
            past.extend(end.map(|end| (key, value, end)));
        }
        past.sort_unstable_by(|(one, ..), (other, ..)| one.cmp(other));
        Ok(past)
    }

    /// By the first of the rows that may go.
    pub(super) async fn late(&self, now: Timestamp) -> Result<Option<Duration>, StoreError> {
        let first = self.past(now, 1).await?.into_iter().next();
        Ok(first.map(|(.., end)| now.since(end)))
    }
}
