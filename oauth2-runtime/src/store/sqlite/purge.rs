//! Deletes what is past its end, a bounded number of rows at a time.

use super::Outcome;
use super::columns::seconds;
use crate::clock::Timestamp;
use rusqlite::{Connection, params};
use std::time::Duration;

/// How many rows one transaction deletes at most, so that other verbs are not kept waiting.
pub(super) const BATCH: u32 = 1000;

/// Grants stand last: a row goes after what hangs on it, and none is left then, since a grant
/// lives at least as long as its codes and tokens. A settled ticket stays for an hour past its end,
/// so that a clock that steps back does not open it again; the revocation of a person or a client
/// for a day, since nothing under way is older.
pub(super) const DELETIONS: [&str; 6] = [
    "DELETE FROM access_tokens WHERE hash IN
         (SELECT hash FROM access_tokens WHERE expires_at <= ?1 LIMIT ?2)",
    "DELETE FROM codes WHERE hash IN
         (SELECT hash FROM codes WHERE expires_at <= ?1 LIMIT ?2)",
    "DELETE FROM claims WHERE ticket IN
         (SELECT ticket FROM claims WHERE expires_at <= ?1 - 3600 LIMIT ?2)",
    "DELETE FROM sessions WHERE hash IN
         (SELECT hash FROM sessions WHERE expires_at <= ?1 LIMIT ?2)",
    "DELETE FROM revocations WHERE (kind, id) IN
         (SELECT kind, id FROM revocations WHERE at <= ?1 - 86400 LIMIT ?2)",
    "DELETE FROM grants WHERE id IN
         (SELECT id FROM grants WHERE expires_at <= ?1
              AND NOT EXISTS (SELECT 1 FROM access_tokens WHERE grant_id = grants.id)
              AND NOT EXISTS (SELECT 1 FROM codes WHERE grant_id = grants.id)
          LIMIT ?2)",
];

/// The first end of all that [`DELETIONS`] and [`forget_salts`] look for.
pub(super) const OLDEST: &str = "SELECT min(at) FROM (
         SELECT min(expires_at) AS at FROM access_tokens
         UNION ALL SELECT min(expires_at) FROM codes
         UNION ALL SELECT min(expires_at) + 3600 FROM claims
         UNION ALL SELECT min(expires_at) FROM sessions
         UNION ALL SELECT min(at) + 86400 FROM revocations
         UNION ALL SELECT min(expires_at) FROM grants
         UNION ALL SELECT min(salt_until) FROM grants WHERE salt IS NOT NULL
     )";

pub(super) fn purge_expired(db: &Connection, now: Timestamp, limit: u32) -> Outcome<u32> {
    // Counted with the rows: a sweeper that stopped below them would leave salts behind.
    let mut removed = forget_salts(db, now, limit)?;
    for sql in DELETIONS {
        let mut delete = db.prepare_cached(sql)?;
        let rows = delete.execute(params![seconds(now), limit.saturating_sub(removed)])?;
        removed = removed.saturating_add(u32::try_from(rows)?);
    }
    Ok(removed)
}

/// How long the oldest of these rows is past its end: one step into an index for each kind.
pub(super) fn overdue(db: &Connection, now: Timestamp) -> Outcome<Option<Duration>> {
    let mut oldest = db.prepare_cached(OLDEST)?;
    let oldest: Option<i64> = oldest.query_row([], |row| row.get(0))?;
    let past = oldest.and_then(|oldest| u64::try_from(seconds(now) - oldest).ok());
    Ok(past.map(Duration::from_secs))
}

/// A salt together with a spent refresh token gives its successor: it goes when no retry can need
/// it any more.
fn forget_salts(db: &Connection, now: Timestamp, limit: u32) -> Outcome<u32> {
    let mut forget = db.prepare_cached(
        "UPDATE grants SET salt = NULL WHERE id IN
             (SELECT id FROM grants WHERE salt IS NOT NULL AND salt_until <= ?1 LIMIT ?2)",
    )?;
    let rows = forget.execute(params![seconds(now), limit])?;
    Ok(u32::try_from(rows)?)
}
