//! The partitions of the access tokens: made when a token finds none, dropped when all of it is past.
//!
//! A partition is as wide as a twenty-fourth of its first token's lifetime, in whole hours, so that
//! a look-up meets about thirty at most. `ATTACH` and `DETACH .. CONCURRENTLY` let readers and
//! writers of the table go on, where `CREATE .. PARTITION OF` and `DROP` would stop them.

use super::Outcome;
use super::columns::seconds;
use super::db::{Db, Sql};
use super::failure::is_somebody_elses;
use super::locks;
use crate::error::BoxError;
use crate::store::AccessRecord;
use tokio_postgres::Row;

/// How many partitions the longest lifetime is cut into.
const PIECES: i64 = 24;

const HOUR: i64 = 60 * 60;

/// When a token begins and ends, in seconds since 1970.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lifetime {
    began: i64,
    ends: i64,
}

impl Lifetime {
    pub(super) fn of(access: &AccessRecord) -> Self {
        Self {
            began: seconds(access.issued_at),
            ends: seconds(access.expires_at),
        }
    }

    /// Of moments as they stand in columns.
    pub(super) const fn between(began: i64, ends: i64) -> Self {
        Self { began, ends }
    }
}

/// What a partition takes, half open. `None` has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    from: i64,
    to: Option<i64>,
}

impl Range {
    /// The partition of a token, cut so that it meets none that is there.
    fn of(token: Lifetime, there: &[Self]) -> Self {
        let piece = token.ends.saturating_sub(token.began).max(0) / PIECES;
        let hours = piece.saturating_sub(1) / HOUR + 1;
        let width = hours.saturating_mul(HOUR);
        let from = token.ends - token.ends.rem_euclid(width);
        let below = there.iter().filter_map(|range| range.to);
        let above = there.iter().map(|range| range.from);
        let from = below.filter(|to| *to <= token.ends).fold(from, i64::max);
        let to = from_aligned(token.ends, width);
        let to = above
            .filter(|from| *from > token.ends)
            .fold(to, |to, above| Some(to.map_or(above, |to| to.min(above))));
        Self { from, to }
    }

    fn takes(&self, token: Lifetime) -> bool {
        self.from <= token.ends && self.to.is_none_or(|to| token.ends < to)
    }

    /// Two partitions never begin at the same moment.
    fn name(&self) -> String {
        match self.to {
            Some(to) => format!("access_tokens_{}_{to}", self.from),
            None => format!("access_tokens_{}_end", self.from),
        }
    }

    fn bounds(&self) -> String {
        let to = self.to.map_or("MAXVALUE".to_owned(), |to| to.to_string());
        format!("FROM ({}) TO ({to})", self.from)
    }
}

/// The end of the piece of this width that a moment lies in.
fn from_aligned(at: i64, width: i64) -> Option<i64> {
    (at - at.rem_euclid(width)).checked_add(width)
}

/// One that is there. Its name is quoted as SQL wants it.
struct Partition {
    name: String,
    range: Range,
    /// Its detaching was begun and not finished.
    pending: bool,
}

const THERE: Sql = Sql::new(
    "SELECT part.oid::regclass::text AS name, inhdetachpending AS pending,
         pg_get_expr(relpartbound, part.oid) AS bounds
     FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid
     WHERE inhparent = 'access_tokens'::regclass AND relpartbound IS NOT NULL
     ORDER BY name",
    &[],
);

fn read_partition(row: &Row) -> Outcome<Partition> {
    let bounds: &str = row.try_get("bounds")?;
    Ok(Partition {
        name: row.try_get("name")?,
        range: read_bounds(bounds).ok_or("a partition of access_tokens is none of this store's")?,
        pending: row.try_get("pending")?,
    })
}

/// `FOR VALUES FROM ('1000800') TO ('1004400')`.
fn read_bounds(text: &str) -> Option<Range> {
    let (_, bounds) = text.split_once("FROM (")?;
    let (from, to) = bounds.split_once(") TO (")?;
    let (from, to) = (from.trim_matches('\''), to.strip_suffix(')')?);
    let to = match to.trim_matches('\'') {
        "MAXVALUE" => None,
        to => Some(to.parse().ok()?),
    };
    let from = match from {
        "MINVALUE" => i64::MIN,
        from => from.parse().ok()?,
    };
    Some(Range { from, to })
}

async fn there(db: &Db) -> Outcome<Vec<Partition>> {
    db.one(THERE.with(&[]))
        .await?
        .iter()
        .map(read_partition)
        .collect()
}

/// Makes what these tokens lack. Whoever comes at the same time waits, and then finds it there.
pub(super) async fn make(db: &mut Db, lock: i64, tokens: &[Lifetime]) -> Outcome<()> {
    db.begin(&[locks::take(&[&lock])]).await?;
    for token in tokens {
        let there: Vec<_> = there(db).await?.iter().map(|one| one.range).collect();
        if there.iter().any(|range| range.takes(*token)) {
            continue;
        }
        let range = Range::of(*token, &there);
        let (name, bounds) = (range.name(), range.bounds());
        db.client()?
            .batch_execute(&format!(
                "CREATE TABLE {name} (LIKE access_tokens INCLUDING ALL);
                 CREATE UNIQUE INDEX {name}_hash ON {name} (hash);
                 ALTER TABLE access_tokens ATTACH PARTITION {name} FOR VALUES {bounds}"
            ))
            .await?;
    }
    db.commit().await
}

/// Drops at most so many partitions that are wholly past at `now`, and answers how many it were.
/// What somebody else is busy with is left for the next time.
pub(super) async fn drop_past(db: &Db, now: i64, limit: u32) -> Outcome<u32> {
    let mut dropped = 0;
    for part in there(db).await? {
        if dropped >= limit {
            break;
        }
        if part.pending || part.range.to.is_some_and(|to| to <= now) {
            match drop_one(db, &part).await {
                Ok(()) => dropped += 1,
                Err(error) if is_somebody_elses(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(dropped + drop_detached(db, now, limit - dropped).await?)
}

/// The end of the oldest partition that is wholly past at `now`.
pub(super) async fn oldest_past(db: &Db, now: i64) -> Outcome<Option<i64>> {
    let ends = there(db).await?.into_iter().filter_map(|one| one.range.to);
    Ok(ends.filter(|end| *end <= now).min())
}

/// No lock of the table is held while it waits for who still reads it, and what was begun is
/// finished by the next one.
async fn drop_one(db: &Db, part: &Partition) -> Outcome<()> {
    let (client, name) = (db.client()?, &part.name);
    let how = if part.pending {
        "FINALIZE"
    } else {
        "CONCURRENTLY"
    };
    client
        .batch_execute(&format!(
            "ALTER TABLE access_tokens DETACH PARTITION {name} {how}"
        ))
        .await?;
    client
        .batch_execute(&format!("DROP TABLE IF EXISTS {name}"))
        .await?;
    Ok(())
}

/// What a crash left between detaching and dropping. Only names that [`Range::name`] gives.
/// What somebody else is busy with, or took out while it was still good, stays.
async fn drop_detached(db: &Db, now: i64, limit: u32) -> Outcome<u32> {
    const DETACHED: Sql = Sql::new(
        "SELECT oid::regclass::text AS name FROM pg_class
         WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
             AND NOT relispartition AND relname ~ '^access_tokens_[0-9]+_([0-9]+|end)$'",
        &[],
    );
    let mut dropped = 0;
    for row in db.one(DETACHED.with(&[])).await? {
        if dropped >= limit {
            break;
        }
        let name: &str = row.try_get("name")?;
        let end = name.rsplit('_').next().and_then(|end| end.parse().ok());
        if end.is_none_or(|end: i64| end > now) {
            continue;
        }
        let drop = format!("DROP TABLE IF EXISTS {name}");
        match db
            .client()?
            .batch_execute(&drop)
            .await
            .map_err(BoxError::from)
        {
            Ok(()) => dropped += 1,
            Err(error) if is_somebody_elses(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: i64, to: i64) -> Range {
        Range { from, to: Some(to) }
    }

    fn token(began: i64, ends: i64) -> Lifetime {
        Lifetime { began, ends }
    }

    #[test]
    fn a_partition_is_an_hour_wide_or_a_twenty_fourth_of_a_lifetime() {
        let day = 24 * HOUR;
        assert_eq!(Range::of(token(0, 900), &[]), range(0, HOUR));
        assert_eq!(Range::of(token(0, HOUR), &[]), range(HOUR, 2 * HOUR));
        assert_eq!(Range::of(token(0, day), &[]), range(day, day + HOUR));
        let month = Range::of(token(0, 30 * day), &[]);
        let width = month.to.unwrap() - month.from;
        assert!(month.takes(token(0, 30 * day)));
        assert!(width >= 30 * day / PIECES && width <= 30 * day / PIECES + HOUR);
    }

    #[test]
    fn a_partition_meets_no_other() {
        let there = [range(0, 2 * HOUR), range(3 * HOUR, 4 * HOUR)];
        let week = token(0, 2 * HOUR + 5);
        let week = Lifetime {
            began: week.ends - 168 * HOUR,
            ..week
        };
        assert_eq!(Range::of(week, &there), range(2 * HOUR, 3 * HOUR));
    }

    #[test]
    fn the_last_moment_and_absurd_lifetimes_have_a_partition() {
        for token in [
            token(0, i64::MAX),
            token(i64::MAX, i64::MAX),
            token(i64::MAX, 0),
            token(0, 0),
        ] {
            assert!(Range::of(token, &[]).takes(token), "{token:?}");
        }
        let last = Range::of(token(i64::MAX, i64::MAX), &[]);
        assert_eq!(last.to, None);
        let below = Range::of(token(i64::MAX - 9000, i64::MAX - 9000), &[last]);
        assert!(below.to.is_some_and(|to| to <= last.from), "{below:?}");
    }

    #[test]
    fn bounds_are_read_as_the_server_writes_them() {
        let text = "FOR VALUES FROM ('1000800') TO ('1004400')";
        assert_eq!(read_bounds(text), Some(range(1_000_800, 1_004_400)));
        let text = "FOR VALUES FROM ('7200') TO (MAXVALUE)";
        let last = Range {
            from: 7200,
            to: None,
        };
        assert_eq!(read_bounds(text), Some(last));
        assert_eq!(read_bounds("DEFAULT"), None);
    }
}
