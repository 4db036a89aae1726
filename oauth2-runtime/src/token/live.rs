//! Whether an access token is good, for the guard and for introspection: one answer for both.

use crate::clock::Timestamp;
use crate::store::AccessRecord;

/// The access token that was found, unless it is expired; a store finds none that is revoked.
pub(crate) fn live(found: Option<AccessRecord>, now: Timestamp) -> Option<AccessRecord> {
    found.filter(|record| record.expires_at > now)
}
