//! Revocation in SQL, and what it overtakes.

use super::Outcome;
use super::columns::seconds;
use super::db::{Db, Sql};
use super::locks;
use super::verb::Verb;
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, SubjectId};
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
            " UNION ALL SELECT FROM revocations WHERE kind = 'client' AND id = ",
            $client,
            " AND at > ",
            $began
        )
    };
}

pub(super) use later;

/// A revocation takes as long as what it revokes is many, and the caller waits for it.
const PATIENTLY: Sql = Sql::new("SET LOCAL statement_timeout = 60000", &[]);

/// The latest revocation counts.
const MARK: Sql = Sql::new(
    "INSERT INTO revocations (kind, id, at) VALUES ($1, $2, $3)
     ON CONFLICT (kind, id) DO UPDATE SET at = greatest(revocations.at, excluded.at)",
    &[Type::TEXT, Type::TEXT, Type::INT8],
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
                MARK.with(&[&"subject", &subject, &now]),
                SESSIONS.with(&[&subject]),
                CONSENTS.with(&[&subject]),
                GRANTS.with(&[&subject, &now]),
            ])
            .await?;
        count(&grants)
    }
}

pub(super) struct RevokeClient {
    pub(super) client: ClientId,
    pub(super) now: Timestamp,
    pub(super) key: i64,
}

impl Verb for RevokeClient {
    type Answer = u64;

    async fn run(&self, db: &mut Db) -> Outcome<u64> {
        // Tokens with a grant are void through it.
        const TOKENS: Sql = Sql::new(
            "DELETE FROM access_tokens WHERE client_id = $1 AND grant_id IS NULL",
            &[Type::TEXT],
        );
        const CONSENTS: Sql = Sql::new("DELETE FROM consents WHERE client_id = $1", &[Type::TEXT]);
        const GRANTS: Sql = Sql::new(
            "WITH revoked AS (
                 UPDATE grants SET revoked_at = $2, salt = NULL
                 WHERE client_id = $1 AND revoked_at IS NULL RETURNING 1
             ) SELECT count(*) FROM revoked",
            &[Type::TEXT, Type::INT8],
        );
        let (client, now) = (self.client.as_str(), seconds(self.now));
        let [_, _, _, _, _, grants] = db
            .at_once([
                PATIENTLY.with(&[]),
                locks::take(&[&self.key]),
                MARK.with(&[&"client", &client, &now]),
                TOKENS.with(&[&client]),
                CONSENTS.with(&[&client]),
                GRANTS.with(&[&client, &now]),
            ])
            .await?;
        count(&grants)
    }
}

fn count(rows: &[Row]) -> Outcome<u64> {
    let row = rows.first().ok_or("a count has a row")?;
    Ok(u64::try_from(row.try_get::<_, i64>(0)?)?)
}
