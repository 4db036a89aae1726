//! Access tokens in SQL; revocation is checked in the statement that keeps them.

use super::Outcome;
use super::columns::{client_id, hash, optional_grant_id, scopes, time};
use super::db::{Db, Sql, Step};
use super::failure::lacks_function;
use super::locks::{self, Locks};
use super::partitions::Lifetime;
use super::revoke::{ended, later};
use super::rows::AccessColumns;
use super::verb::Verb;
use crate::model::SubjectId;
use crate::secret::TokenHash;
use crate::store::AccessRecord;
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

/// The answer for one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    Live,
    Revoked,
    /// There is a token of this hash already.
    Twice,
}

/// The grants of these rows, so that nobody revokes or deletes them until the commit; in order, so
/// that two batches do not wait for each other.
pub(super) const HOLD: Sql = Sql::new(
    "SELECT FROM (SELECT DISTINCT id FROM unnest($1) AS id ORDER BY id) AS wanted,
         LATERAL (SELECT FROM grants WHERE id = wanted.id FOR NO KEY UPDATE) AS held",
    &[Type::BYTEA_ARRAY],
);

/// Keeps what may be kept, lets its grants live as long, and tells of each row what it did. A limit
/// keeps each look-up one: a plan that was made while a partition was empty stays for as long as the
/// server has not counted its rows, and must be good for it when it is full.
pub(super) const KEEP: Sql = Sql::new(
    concat!(
        "WITH judged AS (
             SELECT new.*, earlier.hash IS NOT NULL AS twice,
                 new.grant_id IS NOT NULL AND live.id IS NULL OR EXISTS (",
        later!(
            "new.subject",
            "new.client_id",
            "least(new.issued_at, live.created_at)"
        ),
        ") AS lost
             FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS new
                 (hash, grant_id, client_id, subject, scopes, issued_at, expires_at, number)
             LEFT JOIN LATERAL (
                 SELECT hash FROM access_tokens WHERE hash = new.hash LIMIT 1
             ) AS earlier ON true
             LEFT JOIN LATERAL (
                 SELECT id, created_at FROM grants
                 WHERE id = new.grant_id AND revoked_at IS NULL LIMIT 1
             ) AS live ON true
         ), good AS (
             SELECT * FROM judged WHERE NOT twice AND NOT lost
         ), kept AS (
             INSERT INTO access_tokens
                 (hash, grant_id, client_id, subject, scopes, issued_at, expires_at)
             SELECT hash, grant_id, client_id, subject, scopes, issued_at, expires_at
             FROM good WHERE $8
         ), prolonged AS (
             UPDATE grants SET expires_at = longest.expires_at
             FROM (
                 SELECT grant_id, max(expires_at) AS expires_at FROM good GROUP BY grant_id
             ) AS longest
             WHERE grants.id = longest.grant_id AND grants.expires_at < longest.expires_at
         )
         SELECT twice, lost FROM judged ORDER BY number"
    ),
    &[
        Type::BYTEA_ARRAY,
        Type::BYTEA_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::BOOL,
    ],
);

/// Keeps all of these rows, which are tokens of clients alone, or none, when one of them may be at
/// fault: [`KEEP`] tells which. The function takes the locks too, so this is a whole transaction.
const KEEP_OWN: Sql = Sql::new(
    "SELECT keep_own_tokens($1, $2, $3, $4, $5, $6, $7, $8) AS kept",
    &[
        Type::INT8_ARRAY,
        Type::BYTEA_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::TEXT_ARRAY,
        Type::INT8,
    ],
);

/// Rows without a grant or a family to make, all in one transaction; the answers are in their order.
pub(super) struct KeepAccess {
    rows: Vec<AccessRecord>,
    keys: Vec<i64>,
    keeps: bool,
}

impl KeepAccess {
    /// A grant orders its tokens by its row; what has none is ordered by locks.
    pub(super) fn new(rows: Vec<AccessRecord>, locks: &Locks, keeps: bool) -> Self {
        let own = || rows.iter().filter(|row| row.grant.is_none());
        let keys = locks.of(
            own().filter_map(|row| row.subject.as_ref()),
            own().map(|row| &row.client_id),
        );
        Self { rows, keys, keeps }
    }
}

impl Verb for KeepAccess {
    type Answer = Vec<Kept>;

    async fn run(&self, db: &mut Db) -> Outcome<Vec<Kept>> {
        let columns = AccessColumns::of(&self.rows);
        let is_own = |row: &AccessRecord| row.grant.is_none() && row.subject.is_none();
        if self.keeps && self.rows.iter().all(is_own) {
            let holders = columns.holders();
            let values = columns.own(&self.keys, &holders);
            if keep_own(db, KEEP_OWN.with(&values)).await? {
                return Ok(vec![Kept::Live; self.rows.len()]);
            }
        }
        let keys = [&self.keys as &(dyn ToSql + Sync)];
        let share = locks::share(&keys);
        let grants = [&columns.grants as &(dyn ToSql + Sync)];
        let values = columns.values(&self.keeps);
        let keep = KEEP.with(&values);
        let kept = if self.rows.iter().any(|row| row.grant.is_some()) {
            let [_, _, kept] = db.at_once([share, HOLD.with(&grants), keep]).await?;
            kept
        } else {
            let [_, kept] = db.at_once([share, keep]).await?;
            kept
        };
        kept.iter().map(read_kept).collect()
    }

    fn lifetimes(&self) -> Vec<Lifetime> {
        self.rows.iter().map(Lifetime::of).collect()
    }
}

/// Without the function nothing is kept by it.
async fn keep_own(db: &Db, step: Step<'_>) -> Outcome<bool> {
    let kept = match db.one(step).await {
        Err(error) if lacks_function(&error) => return Ok(false),
        kept => kept?,
    };
    let kept = kept.first().ok_or("a function has an answer")?;
    Ok(kept.try_get("kept")?)
}

pub(super) fn read_kept(row: &Row) -> Outcome<Kept> {
    Ok(match (row.try_get("lost")?, row.try_get("twice")?) {
        (true, _) => Kept::Revoked,
        (false, true) => Kept::Twice,
        (false, false) => Kept::Live,
    })
}

pub(super) struct FindAccess(pub(super) TokenHash);

impl Verb for FindAccess {
    type Answer = Option<AccessRecord>;

    /// No hash is in two partitions, unless two nodes kept one text as two tokens at once: which of
    /// them is meant nobody knows, so neither is found.
    async fn run(&self, db: &mut Db) -> Outcome<Option<AccessRecord>> {
        const FIND: Sql = Sql::new(
            concat!(
                "SELECT hash, grant_id, client_id, subject, scopes, issued_at, expires_at,
                     (grant_id IS NULL OR held.id IS NOT NULL) AND NOT EXISTS (",
                ended!("client_id", "least(issued_at, held.created_at)"),
                ") AS live
                 FROM access_tokens
                 LEFT JOIN LATERAL (
                     SELECT id, created_at FROM grants
                     WHERE id = access_tokens.grant_id AND revoked_at IS NULL LIMIT 1
                 ) AS held ON true
                 WHERE hash = $1 LIMIT 2"
            ),
            &[Type::BYTEA],
        );
        let found = db.one(FIND.with(&[&self.0.as_bytes().as_slice()])).await?;
        match found.as_slice() {
            [row] if row.try_get("live")? => Ok(Some(read_access(row)?)),
            _ => Ok(None),
        }
    }
}

fn read_access(row: &Row) -> Outcome<AccessRecord> {
    let subject = row.try_get::<_, Option<&str>>("subject")?;
    Ok(AccessRecord {
        hash: hash(row, "hash")?,
        grant: optional_grant_id(row, "grant_id")?,
        client_id: client_id(row, "client_id")?,
        subject: subject.map(SubjectId::new),
        scopes: scopes(row, "scopes")?,
        issued_at: time(row, "issued_at")?,
        expires_at: time(row, "expires_at")?,
    })
}

pub(super) struct RevokeAccess(pub(super) TokenHash);

impl Verb for RevokeAccess {
    type Answer = ();

    async fn run(&self, db: &mut Db) -> Outcome<()> {
        const DELETE: Sql = Sql::new("DELETE FROM access_tokens WHERE hash = $1", &[Type::BYTEA]);
        db.one(DELETE.with(&[&self.0.as_bytes().as_slice()]))
            .await?;
        Ok(())
    }
}
