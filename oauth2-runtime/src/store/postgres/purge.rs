//! Deletes what is past its end, a bounded number of rows at a time, on one node at a time.

use super::Outcome;
use super::columns::seconds;
use super::db::{Db, Sql};
use super::verb::Verb;
use super::{locks, partitions};
use crate::clock::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

/// How many rows one transaction deletes at most, so that other verbs are not kept waiting.
pub(super) const BATCH: u32 = 1000;

/// How much of the table of grants one call looks through for salts, in blocks of 8 KiB.
const WALK: i64 = 4096;

/// Deletes rows that are past, by a list of their keys: so that no plan reads a whole table, however
/// much of it is past. What was renewed or prolonged meanwhile stays.
macro_rules! deletion {
    ($table:literal, $key:literal, $past:literal, $order:literal) => {
        Sql::new(
            concat!(
                "WITH gone AS (DELETE FROM ",
                $table,
                " WHERE ",
                $past,
                " AND ",
                $key,
                " = ANY (ARRAY (SELECT ",
                $key,
                " FROM ",
                $table,
                " WHERE ",
                $past,
                " ORDER BY ",
                $order,
                " LIMIT $2)) RETURNING 1) SELECT count(*) FROM gone"
            ),
            &[Type::INT8, Type::INT8],
        )
    };
}

/// Grants stand last: the row goes after what hangs on it. A settled ticket stays for an hour past
/// its end, so that a clock that steps back does not open it again; the revocation of a person or a
/// client for a day, since nothing under way is older, and for as long as its rows go by it.
const DELETIONS: [Sql; 5] = [
    deletion!("codes", "hash", "expires_at <= $1", "expires_at"),
    deletion!("claims", "ticket", "expires_at <= $1 - 3600", "expires_at"),
    deletion!("sessions", "hash", "expires_at <= $1", "expires_at"),
    deletion!(
        "revocations",
        "ctid",
        "at <= $1 - 86400 AND NOT unfinished",
        "at"
    ),
    // The offset keeps the look-up a look-up: without it, it may become a join of both tables.
    deletion!(
        "grants",
        "id",
        "expires_at <= $1
         AND NOT EXISTS (SELECT FROM codes WHERE grant_id = grants.id OFFSET 0)",
        "expires_at"
    ),
];

/// One batch. Whoever finds another node at it answers 0.
pub(super) struct Purge {
    pub(super) now: Timestamp,
    pub(super) limit: u32,
    pub(super) lock: i64,
    /// The block of the table of grants where the walk goes on.
    pub(super) place: Arc<AtomicI64>,
}

impl Verb for Purge {
    type Answer = u32;

    async fn run(&self, db: &mut Db) -> Outcome<u32> {
        let now = seconds(self.now);
        let taken = db.begin(&[locks::try_to_take(&[&self.lock])]).await?;
        let taken = taken.iter().flatten().next();
        if !taken.map_or(Ok(false), |row| row.try_get("taken"))? {
            db.rollback().await?;
            return Ok(0);
        }
        let (mut removed, next) = self.forget_salts(db, now).await?;
        for sql in DELETIONS {
            let left = i64::from(self.limit - removed);
            removed += count(&db.one(sql.with(&[&now, &left])).await?)?;
        }
        db.commit().await?;
        self.place.store(next, Ordering::Relaxed);
        // Not inside of a transaction, so the lock is free by now: two nodes at one partition are
        // told so by the server, and one of them does it.
        let dropped = partitions::drop_past(db, now, self.limit - removed).await?;
        Ok(removed + dropped)
    }
}

impl Purge {
    /// A salt together with a spent refresh token gives its successor: it goes when no retry can
    /// need it any more. Counted with the rows: a sweeper that stopped below them would leave salts
    /// behind. And where the next call goes on.
    async fn forget_salts(&self, db: &Db, now: i64) -> Outcome<(u32, i64)> {
        const SIZE: Sql = Sql::new(
            "SELECT pg_relation_size('grants') / current_setting('block_size')::int8",
            &[],
        );
        const FORGET: Sql = Sql::new(
            "WITH gone AS (
                 UPDATE grants SET salt = NULL
                 WHERE salt_until <= $3 AND ctid = ANY (ARRAY (
                     SELECT ctid FROM grants
                     WHERE ctid >= format('(%s,0)', $1)::tid AND ctid < format('(%s,0)', $2)::tid
                         AND salt IS NOT NULL AND salt_until <= $3
                     LIMIT $4
                 )) RETURNING 1
             ) SELECT count(*) FROM gone",
            &[Type::INT8, Type::INT8, Type::INT8, Type::INT8],
        );
        let size = db.one(SIZE.with(&[])).await?;
        let size: i64 = size.first().ok_or("a size has a row")?.try_get(0)?;
        let from = self.place.load(Ordering::Relaxed);
        // A table that one call looks through is looked through from its beginning.
        let from = if from < size && size > WALK { from } else { 0 };
        let to = from.saturating_add(WALK);
        let limit = i64::from(self.limit);
        let forgotten = db.one(FORGET.with(&[&from, &to, &now, &limit])).await?;
        let forgotten = count(&forgotten)?;
        let next = if forgotten < self.limit { to } else { from };
        Ok((forgotten, next))
    }
}

/// How long the oldest row that may go is past its end; an access token may with its partition. Salts
/// are not looked for: there is no index of them.
pub(super) struct Overdue(pub(super) Timestamp);

impl Verb for Overdue {
    type Answer = Option<Duration>;

    async fn run(&self, db: &mut Db) -> Outcome<Option<Duration>> {
        const OLDEST: Sql = Sql::new(
            "SELECT least(
                 (SELECT min(expires_at) FROM codes),
                 (SELECT min(expires_at) + 3600 FROM claims),
                 (SELECT min(expires_at) FROM sessions),
                 (SELECT min(at) + 86400 FROM revocations),
                 (SELECT min(expires_at) FROM grants)
             )",
            &[],
        );
        let now = seconds(self.0);
        let row = db.one(OLDEST.with(&[])).await?;
        let row: Option<i64> = row.first().ok_or("a minimum has a row")?.try_get(0)?;
        let part = partitions::oldest_past(db, now).await?;
        let oldest = row.into_iter().chain(part).min();
        let late = oldest.and_then(|oldest| u64::try_from(now - oldest).ok());
        Ok(late.map(Duration::from_secs))
    }
}

fn count(rows: &[Row]) -> Outcome<u32> {
    let row = rows.first().ok_or("a count has a row")?;
    Ok(u32::try_from(row.try_get::<_, i64>(0)?)?)
}
