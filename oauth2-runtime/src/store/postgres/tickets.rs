//! Tickets in SQL: settled once, with the code that the answer gives.

use super::Outcome;
use super::columns::seconds;
use super::db::{Db, Sql};
use super::locks;
use super::revoke::{ended, later};
use super::rows::CodeColumns;
use super::verb::Verb;
use crate::clock::Timestamp;
use crate::store::{Claim, Claimed, CodeRecord, Verdict};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

pub(super) struct ClaimOnce {
    pub(super) claim: Claim,
    pub(super) now: Timestamp,
    pub(super) keys: Vec<i64>,
}

impl Verb for ClaimOnce {
    type Answer = Claimed;

    async fn run(&self, db: &mut Db) -> Outcome<Claimed> {
        let claimed = match self.code() {
            Some(code) => self.with_a_code(db, code).await?,
            None => self.without(db).await?,
        };
        if claimed.is_empty() {
            self.settled(db).await
        } else {
            Ok(Claimed::First)
        }
    }
}

impl ClaimOnce {
    fn is_yes(&self) -> bool {
        self.claim.verdict == Verdict::Allow
    }

    fn code(&self) -> Option<&CodeRecord> {
        self.claim.code.as_ref().filter(|_| self.is_yes())
    }

    /// The row of the ticket decides who is first: whoever finds it there creates nothing.
    async fn with_a_code(&self, db: &mut Db, code: &CodeRecord) -> Outcome<Vec<Row>> {
        const CLAIM: Sql = Sql::new(
            concat!(
                "WITH claimed AS (
                     INSERT INTO claims (ticket, allowed, code, expires_at)
                     SELECT $12, true, $7, $13 WHERE NOT EXISTS (",
                later!("$3", "$2", "$5"),
                ") ON CONFLICT (ticket) DO NOTHING RETURNING 1
                 ), new_grant AS (
                     INSERT INTO grants (id, client_id, subject, scopes, created_at, expires_at)
                     SELECT $1, $2, $3, $4, $5, $6 FROM claimed RETURNING id
                 )
                 INSERT INTO codes
                     (hash, grant_id, redirect_uri, redirect_sent, challenge, expires_at)
                 SELECT $7, id, $8, $9, $10, $11 FROM new_grant RETURNING 1"
            ),
            &[
                Type::BYTEA,
                Type::TEXT,
                Type::TEXT,
                Type::TEXT,
                Type::INT8,
                Type::INT8,
                Type::BYTEA,
                Type::TEXT,
                Type::BOOL,
                Type::BYTEA,
                Type::INT8,
                Type::BYTEA,
                Type::INT8,
            ],
        );
        let columns = CodeColumns::of(code);
        let mut values = columns.values().to_vec();
        let ticket = self.claim.ticket.as_bytes().as_slice();
        let end = seconds(self.claim.expires_at);
        values.extend([&ticket as &(dyn ToSql + Sync), &end]);
        let [_, claimed] = db
            .at_once([locks::share(&[&self.keys]), CLAIM.with(&values)])
            .await?;
        Ok(claimed)
    }

    /// A no is kept whoever is revoked.
    async fn without(&self, db: &Db) -> Outcome<Vec<Row>> {
        const CLAIM: Sql = Sql::new(
            "INSERT INTO claims (ticket, allowed, expires_at) VALUES ($1, $2, $3)
             ON CONFLICT (ticket) DO NOTHING RETURNING 1",
            &[Type::BYTEA, Type::BOOL, Type::INT8],
        );
        let ticket = self.claim.ticket.as_bytes().as_slice();
        let end = seconds(self.claim.expires_at);
        db.one(CLAIM.with(&[&ticket, &self.is_yes(), &end])).await
    }

    /// Whether this verdict repeats the earlier one and is still good. No earlier one: the person
    /// or the client was revoked.
    async fn settled(&self, db: &Db) -> Outcome<Claimed> {
        const SETTLED: Sql = Sql::new(
            concat!(
                "SELECT allowed = $2 AND code IS NOT DISTINCT FROM $4 AND (code IS NULL OR EXISTS (
                     SELECT FROM codes JOIN grants ON grants.id = codes.grant_id
                     WHERE codes.hash = claims.code AND codes.spent_at IS NULL
                         AND codes.expires_at > $3 AND grants.revoked_at IS NULL AND NOT EXISTS (",
                ended!("client_id", "created_at"),
                "))) FROM claims WHERE ticket = $1"
            ),
            &[Type::BYTEA, Type::BOOL, Type::INT8, Type::BYTEA],
        );
        let ticket = self.claim.ticket.as_bytes().as_slice();
        let now = seconds(self.now);
        let code = self.code().map(|code| code.hash.as_bytes().as_slice());
        let earlier = db
            .one(SETTLED.with(&[&ticket, &self.is_yes(), &now, &code]))
            .await?;
        let good = earlier.first().map(|row| row.try_get(0)).transpose()?;
        Ok(if good == Some(true) {
            Claimed::Again
        } else {
            Claimed::Over
        })
    }
}
