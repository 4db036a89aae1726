//! The revocation of a client: its mark first, then all that the mark ends, in short transactions.
//!
//! From the mark on every look-up takes what is older for ended. So a walk that is cut off leaves
//! nothing alive; the next call finishes it, or the sweeper.

use super::columns::{client_id, seconds};
use super::db::{Db, Sql};
use super::failure::was_kept_waiting;
use super::revoke::{MARK, PATIENTLY, count};
use super::verb::{LONG_PATIENCE, PATIENCE, Verb};
use super::{Inner, Outcome, locks};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::ClientId;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

/// How many rows one transaction writes.
const CHUNK: usize = 1000;

/// How many places of rows are remembered at once. A row that is done with is met again by the next
/// search, so few searches are better; these places take a few megabytes.
const SLICE: i64 = 250_000;

/// How often the lock of a client is asked for: half a minute, longer than the server lets a verb
/// wait for something.
const TRIES: u32 = 60;

/// As long as `LOCK_TIMEOUT`: the client's inserts go on for half of the time.
const PAUSE: Duration = Duration::from_millis(250);

/// After so many seconds nobody is at work on a walk any more; if somebody is, both get on.
const CUT_OFF: i64 = 10 * 60;

/// The tables that have rows of a client, in the order in which they are walked through.
#[derive(Clone, Copy)]
enum Table {
    Consents,
    Tokens,
    Grants,
}

/// Where a row is, and until when, which tells the partition of a token.
struct Place {
    row: String,
    ends: i64,
}

impl Inner {
    /// Answers how many grants were ended.
    pub(super) async fn revoke_client(
        self: &Arc<Self>,
        client: ClientId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        self.under_way(move |inner| async move {
            let now = seconds(now);
            let mark = Mark { client, now };
            let at = inner.perform_within(PATIENCE, &mark).await?;
            let Mark { client, .. } = mark;
            inner.let_inserts_end(&client).await?;
            let newest = Newest(client.clone());
            let newest = inner.perform_within(LONG_PATIENCE, &newest).await?;
            // What is inserted from now on began later than the mark, and stays.
            let bound = newest.map_or(at, |newest| newest.max(at));
            inner.end_all_of(client, bound, at).await
        })
        .await
    }

    /// What began before the mark and did not see it is waited for, so that the walk sees it. Whoever
    /// waits for a lock keeps those waiting who come later, so it never waits for long.
    async fn let_inserts_end(&self, client: &ClientId) -> Outcome<()> {
        let alone = Alone(self.locks.client(client));
        for _ in 1..TRIES {
            match self.perform_within(PATIENCE, &alone).await {
                Err(error) if was_kept_waiting(&error) => tokio::time::sleep(PAUSE).await,
                answer => return answer,
            }
        }
        self.perform_within(PATIENCE, &alone).await
    }

    /// Ends everything of a client that began at `bound` or earlier.
    async fn end_all_of(&self, client: ClientId, bound: i64, at: i64) -> Outcome<u64> {
        let mut grants = 0;
        for table in [Table::Consents, Table::Tokens, Table::Grants] {
            let find = Find {
                client: client.clone(),
                table,
                bound,
            };
            loop {
                let found = self.perform_within(LONG_PATIENCE, &find).await?;
                if found.is_empty() {
                    break;
                }
                let ended = self.end_each(&find, found, at).await?;
                if matches!(table, Table::Grants) {
                    grants += ended;
                }
            }
        }
        let finish = Finish { client, at };
        self.perform_within(PATIENCE, &finish).await?;
        Ok(grants)
    }

    async fn end_each(&self, find: &Find, mut found: Vec<Place>, at: i64) -> Outcome<u64> {
        let mut ended = 0;
        while !found.is_empty() {
            let rest = found.split_off(found.len().min(CHUNK));
            let ends = || found.iter().map(|place| place.ends);
            let end = End {
                client: find.client.clone(),
                table: find.table,
                bound: find.bound,
                from: ends().min().unwrap_or_default(),
                to: ends().max().unwrap_or_default(),
                places: found.into_iter().map(|place| place.row).collect(),
                at,
            };
            ended += self.perform_within(PATIENCE, &end).await?;
            found = rest;
        }
        Ok(ended)
    }

    /// Finishes at most so many walks that were cut off, and answers how many: each is one row to
    /// the sweeper.
    pub(super) async fn finish_cut_off(
        self: &Arc<Self>,
        now: Timestamp,
        most: u32,
    ) -> Result<u32, StoreError> {
        let latest = seconds(now).saturating_sub(CUT_OFF);
        self.finish(latest, most).await
    }

    /// Finishes every walk.
    pub(super) async fn finish_all(self: &Arc<Self>) -> Result<(), StoreError> {
        self.finish(i64::MAX, u32::MAX).await.map(drop)
    }

    async fn finish(self: &Arc<Self>, latest: i64, most: u32) -> Result<u32, StoreError> {
        self.under_way(move |inner| async move {
            let mut finished = 0;
            if most == 0 {
                return Ok(finished);
            }
            let marks = inner.perform_within(PATIENCE, &Unfinished).await?;
            let marks = marks.into_iter().filter(|(_, at)| *at <= latest);
            for (client, at) in marks.take(usize::try_from(most)?) {
                // What began later came after the mark.
                inner.let_inserts_end(&client).await?;
                inner.end_all_of(client, at, at).await?;
                finished += 1;
            }
            Ok(finished)
        })
        .await
    }
}

/// Answers when the latest revocation was.
struct Mark {
    client: ClientId,
    now: i64,
}

impl Verb for Mark {
    type Answer = i64;

    async fn run(&self, db: &mut Db) -> Outcome<i64> {
        let client = self.client.as_str();
        let marked = db
            .one(MARK.with(&[&"client", &client, &self.now, &true]))
            .await?;
        let row = marked.first().ok_or("a mark has a row")?;
        Ok(row.try_get("at")?)
    }
}

/// There is a moment at which nobody shares this lock.
struct Alone(i64);

impl Verb for Alone {
    type Answer = ();

    async fn run(&self, db: &mut Db) -> Outcome<()> {
        const LOCK_TIMEOUT: Sql = Sql::new("SET LOCAL lock_timeout = 250", &[]);
        db.at_once([LOCK_TIMEOUT.with(&[]), locks::take(&[&self.0])])
            .await?;
        Ok(())
    }
}

/// When the newest grant or token of a client began.
struct Newest(ClientId);

impl Verb for Newest {
    type Answer = Option<i64>;

    async fn run(&self, db: &mut Db) -> Outcome<Option<i64>> {
        const NEWEST: Sql = Sql::new(
            "SELECT greatest(
                 (SELECT max(created_at) FROM grants WHERE client_id = $1 AND revoked_at IS NULL),
                 (SELECT max(issued_at) FROM access_tokens
                     WHERE client_id = $1 AND grant_id IS NULL)
             )",
            &[Type::TEXT],
        );
        let client = self.0.as_str();
        let [_, newest] = db
            .at_once([PATIENTLY.with(&[]), NEWEST.with(&[&client])])
            .await?;
        let row = newest.first().ok_or("a maximum has a row")?;
        Ok(row.try_get(0)?)
    }
}

/// What is left of a client in one table.
struct Find {
    client: ClientId,
    table: Table,
    bound: i64,
}

impl Verb for Find {
    type Answer = Vec<Place>;

    async fn run(&self, db: &mut Db) -> Outcome<Vec<Place>> {
        // A consent has no time: each is forgotten, and asked for anew.
        const CONSENTS: Sql = Sql::new(
            "SELECT array_agg(ctid::text ORDER BY ctid), array_agg(0::int8) FROM (
                 SELECT ctid FROM consents WHERE client_id = $1 LIMIT $2
             ) AS found",
            &[Type::TEXT, Type::INT8],
        );
        // Tokens with a grant are void through it.
        const TOKENS: Sql = Sql::new(
            "SELECT array_agg(ctid::text ORDER BY tableoid, ctid),
                 array_agg(expires_at ORDER BY tableoid, ctid)
             FROM (
                 SELECT tableoid, ctid, expires_at FROM access_tokens
                 WHERE client_id = $1 AND grant_id IS NULL AND issued_at <= $3 LIMIT $2
             ) AS found",
            &[Type::TEXT, Type::INT8, Type::INT8],
        );
        const GRANTS: Sql = Sql::new(
            "SELECT array_agg(ctid::text ORDER BY ctid), array_agg(0::int8) FROM (
                 SELECT ctid FROM grants
                 WHERE client_id = $1 AND revoked_at IS NULL AND created_at <= $3 LIMIT $2
             ) AS found",
            &[Type::TEXT, Type::INT8, Type::INT8],
        );
        let client = self.client.as_str();
        let patiently = PATIENTLY.with(&[]);
        let [_, found] = match self.table {
            Table::Consents => {
                db.at_once([patiently, CONSENTS.with(&[&client, &SLICE])])
                    .await
            }
            Table::Tokens => {
                db.at_once([patiently, TOKENS.with(&[&client, &SLICE, &self.bound])])
                    .await
            }
            Table::Grants => {
                db.at_once([patiently, GRANTS.with(&[&client, &SLICE, &self.bound])])
                    .await
            }
        }?;
        found.first().map_or(Ok(Vec::new()), read_places)
    }
}

fn read_places(row: &Row) -> Outcome<Vec<Place>> {
    let rows: Option<Vec<String>> = row.try_get(0)?;
    let ends: Option<Vec<i64>> = row.try_get(1)?;
    let places = rows.into_iter().flatten().zip(ends.into_iter().flatten());
    Ok(places.map(|(row, ends)| Place { row, ends }).collect())
}

/// Ends what lies at these places, if it is still the client's: a place may have another row by now. No
/// index finds `client_id || ''`, so that no plan reads all of the client's rows for each chunk.
struct End {
    client: ClientId,
    table: Table,
    bound: i64,
    places: Vec<String>,
    from: i64,
    to: i64,
    at: i64,
}

impl Verb for End {
    type Answer = u64;

    async fn run(&self, db: &mut Db) -> Outcome<u64> {
        const CONSENTS: Sql = Sql::new(
            "WITH ended AS (
                 DELETE FROM consents
                 WHERE ctid = ANY ($1::text[]::tid[]) AND client_id || '' = $2 RETURNING 1
             ) SELECT count(*) FROM ended",
            &[Type::TEXT_ARRAY, Type::TEXT],
        );
        // The end leaves one partition or two of all that have rows at these places.
        const TOKENS: Sql = Sql::new(
            "WITH ended AS (
                 DELETE FROM access_tokens
                 WHERE ctid = ANY ($1::text[]::tid[]) AND expires_at BETWEEN $4 AND $5
                     AND client_id || '' = $2 AND grant_id IS NULL AND issued_at <= $3 RETURNING 1
             ) SELECT count(*) FROM ended",
            &[
                Type::TEXT_ARRAY,
                Type::TEXT,
                Type::INT8,
                Type::INT8,
                Type::INT8,
            ],
        );
        const GRANTS: Sql = Sql::new(
            "WITH ended AS (
                 UPDATE grants SET revoked_at = $4, salt = NULL
                 WHERE ctid = ANY ($1::text[]::tid[]) AND client_id || '' = $2
                     AND revoked_at IS NULL AND created_at <= $3 RETURNING 1
             ) SELECT count(*) FROM ended",
            &[Type::TEXT_ARRAY, Type::TEXT, Type::INT8, Type::INT8],
        );
        let (places, client, bound) = (&self.places, self.client.as_str(), &self.bound);
        let (from, to, at) = (&self.from, &self.to, &self.at);
        let ended = match self.table {
            Table::Consents => db.one(CONSENTS.with(&[places, &client])).await,
            Table::Tokens => {
                db.one(TOKENS.with(&[places, &client, bound, from, to]))
                    .await
            }
            Table::Grants => db.one(GRANTS.with(&[places, &client, bound, at])).await,
        }?;
        count(&ended)
    }
}

/// The rows say it all from now on, unless a later mark has come meanwhile.
struct Finish {
    client: ClientId,
    at: i64,
}

impl Verb for Finish {
    type Answer = ();

    async fn run(&self, db: &mut Db) -> Outcome<()> {
        const FINISH: Sql = Sql::new(
            "UPDATE revocations SET unfinished = false
             WHERE kind = 'client' AND id = $1 AND at = $2 AND unfinished",
            &[Type::TEXT, Type::INT8],
        );
        let client = self.client.as_str();
        db.one(FINISH.with(&[&client, &self.at])).await?;
        Ok(())
    }
}

/// The clients whose walk has not come to its end, and the time of their marks.
struct Unfinished;

impl Verb for Unfinished {
    type Answer = Vec<(ClientId, i64)>;

    async fn run(&self, db: &mut Db) -> Outcome<Vec<(ClientId, i64)>> {
        const UNFINISHED: Sql = Sql::new(
            "SELECT id, at FROM revocations WHERE kind = 'client' AND unfinished ORDER BY id",
            &[],
        );
        let marks = db.one(UNFINISHED.with(&[])).await?;
        marks
            .iter()
            .map(|row| Ok((client_id(row, "id")?, row.try_get("at")?)))
            .collect()
    }
}
