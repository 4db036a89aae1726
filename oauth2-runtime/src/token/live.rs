//! Whether an access token is good, for the guard and for introspection: one answer for both.

use super::presented_access;
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::secret::Hasher;
use crate::store::{AccessRecord, HasStore, Store as _};

/// The access token that was presented, unless it is unknown, revoked or expired.
pub(crate) async fn live_access<M: HasStore + Sync>(
    me: &M,
    hasher: &Hasher,
    text: &str,
    now: Timestamp,
) -> Result<Option<AccessRecord>, StoreError> {
    let Some(hash) = presented_access(text, hasher) else {
        return Ok(None);
    };
    let found = me.store().find_access(&hash).await?;
    Ok(found.filter(|record| record.expires_at > now))
}
