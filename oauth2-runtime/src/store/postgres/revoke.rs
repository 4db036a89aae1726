//! Revocation in SQL, and what it overtakes.

use super::Outcome;
use super::columns::seconds;
use super::db::{Db, Sql};
use super::locks;
use super::verb::Verb;
use crate::clock::Timestamp;
use crate::model::{GrantId, SubjectId};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

/// Finds a row when what began then was overtaken by a revocation of the person or the client.
/// Time counts in whole seconds: in the second of the revocation itself, what begins after it
/// passes.
macro_rules! later {
    ($subject:literal, $client:literal, $began:literal) => {
        concat!(
            "SELECT FROM revocations WHERE kind = 'subject' AND id = ",
            $subject,
            " AND at > ",
            $began,
            " UNION ALL (",
            $crate::store::postgres::revoke::ended!($client, $began),
            ")"
        )
    };
}

/// The same for the client alone. A look-up asks this of a grant or token that is there: the rows of
/// a revoked client are written after its mark. The offset keeps it a look-up by key.
macro_rules! ended {
    ($client:literal, $began:literal) => {
        concat!(
            "SELECT FROM revocations WHERE kind = 'client' AND id = ",
            $client,
            " AND (at > ",
            $began,
            " OR unfinished AND at = ",
            $began,
            ") OFFSET 0"
        )
    };
}

pub(super) use {ended, later};

/// What takes as long as what is stored is many.
pub(super) const PATIENTLY: Sql = Sql::new("SET LOCAL statement_timeout = 60000", &[]);

/// The latest revocation counts, and is told.
pub(super) const MARK: Sql = Sql::new(
    "INSERT INTO revocations (kind, id, at, unfinished) VALUES ($1, $2, $3, $4)
     ON CONFLICT (kind, id) DO UPDATE SET at = greatest(revocations.at, excluded.at),
         unfinished = revocations.unfinished OR excluded.unfinished
     RETURNING at",
    &[Type::TEXT, Type::TEXT, Type::INT8, Type::BOOL],
);

pub(super) const REVOKE_GRANT: Sql = Sql::new(
    "WITH revoked AS (
         UPDATE grants SET revoked_at = $2, salt = NULL WHERE id = $1 AND revoked_at IS NULL
     )
     DELETE FROM consents USING grants
     WHERE grants.id = $1
         AND consents.subject = grants.subject AND consents.client_id = grants.client_id",
    &[Type::BYTEA, Type::INT8],
);

pub(super) struct RevokeGrant {
    pub(super) grant: GrantId,
    pub(super) now: Timestamp,
}

impl Verb for RevokeGrant {
    type Answer = ();

    async fn run(&self, db: &mut Db) -> Outcome<()> {
        let grant = self.grant.as_bytes().as_slice();
        db.one(REVOKE_GRANT.with(&[&grant, &seconds(self.now)]))
            .await?;
        Ok(())
    }
}

pub(super) struct RevokeSubject {
    pub(super) subject: SubjectId,
    pub(super) now: Timestamp,
    pub(super) key: i64,
}

impl Verb for RevokeSubject {
    type Answer = u64;

    async fn run(&self, db: &mut Db) -> Outcome<u64> {
        const SESSIONS: Sql = Sql::new("DELETE FROM sessions WHERE subject = $1", &[Type::TEXT]);
        const CONSENTS: Sql = Sql::new("DELETE FROM consents WHERE subject = $1", &[Type::TEXT]);
        const GRANTS: Sql = Sql::new(
            "WITH revoked AS (
                 UPDATE grants SET revoked_at = $2, salt = NULL
                 WHERE subject = $1 AND revoked_at IS NULL RETURNING 1
             ) SELECT count(*) FROM revoked",
            &[Type::TEXT, Type::INT8],
        );
        let (subject, now) = (self.subject.as_str(), seconds(self.now));
        let [_, _, _, _, _, grants] = db
            .at_once([
                PATIENTLY.with(&[]),
                locks::take(&[&self.key]),
                MARK.with(&[&"subject", &subject, &now, &false]),
                SESSIONS.with(&[&subject]),
                CONSENTS.with(&[&subject]),
                GRANTS.with(&[&subject, &now]),
            ])
            .await?;
        count(&grants)
    }
}

pub(super) fn count(rows: &[Row]) -> Outcome<u64> {
    let row = rows.first().ok_or("a count has a row")?;
    Ok(u64::try_from(row.try_get::<_, i64>(0)?)?)
}
