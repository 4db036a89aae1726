//! Grants, codes and tickets in SQL: RFC 6749 §4.1.2, single use by the state of the row.

use super::Outcome;
use super::columns::{client_id, grant_id, hash, scopes, seconds, subject, text, time};
use super::db::{Db, Sql};
use super::locks;
use super::revoke::{ended, later};
use super::rows::CodeColumns;
use super::verb::Verb;
use crate::clock::Timestamp;
use crate::model::{ClientId, CodeChallenge, GrantSummary, SentRedirect, SubjectId};
use crate::secret::TokenHash;
use crate::store::{CodeRecord, GrantRecord, Inserted, TakenCode};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

pub(super) struct InsertCode {
    pub(super) code: CodeRecord,
    pub(super) keys: Vec<i64>,
}

impl Verb for InsertCode {
    type Answer = Inserted;

    async fn run(&self, db: &mut Db) -> Outcome<Inserted> {
        const INSERT: Sql = Sql::new(
            concat!(
                "WITH new_grant AS (
                     INSERT INTO grants (id, client_id, subject, scopes, created_at, expires_at)
                     SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (",
                later!("$3", "$2", "$5"),
                ") RETURNING id
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
            ],
        );
        let columns = CodeColumns::of(&self.code);
        let [_, kept] = db
            .at_once([locks::share(&[&self.keys]), INSERT.with(&columns.values())])
            .await?;
        Ok(if kept.is_empty() {
            Inserted::Revoked
        } else {
            Inserted::Live
        })
    }
}

pub(super) struct TakeCode {
    pub(super) client_id: ClientId,
    pub(super) code: TokenHash,
    pub(super) now: Timestamp,
}

impl Verb for TakeCode {
    type Answer = TakenCode;

    /// Of many at once one changes the row; the others wait for it and see a spent code.
    async fn run(&self, db: &mut Db) -> Outcome<TakenCode> {
        const SPEND: Sql = Sql::new(
            concat!(
                "UPDATE codes SET spent_at = $3 FROM grants
                 WHERE codes.hash = $1 AND spent_at IS NULL AND grants.id = codes.grant_id
                     AND client_id = $2 AND revoked_at IS NULL AND NOT EXISTS (",
                ended!("$2", "created_at"),
                ") RETURNING hash, grant_id, redirect_uri, redirect_sent, challenge,
                     codes.expires_at AS code_expires_at, client_id, subject, scopes, created_at,
                     grants.expires_at AS grant_expires_at"
            ),
            &[Type::BYTEA, Type::TEXT, Type::INT8],
        );
        const REPLAY: Sql = Sql::new(
            "WITH spent AS (
                 SELECT grants.id, client_id, subject
                 FROM codes JOIN grants ON grants.id = codes.grant_id
                 WHERE hash = $1 AND client_id = $2 AND spent_at IS NOT NULL
             ), revoked AS (
                 UPDATE grants SET revoked_at = $3, salt = NULL
                 FROM spent WHERE grants.id = spent.id AND revoked_at IS NULL
             ), forgotten AS (
                 DELETE FROM consents USING spent
                 WHERE consents.subject = spent.subject AND consents.client_id = spent.client_id
             )
             SELECT id FROM spent",
            &[Type::BYTEA, Type::TEXT, Type::INT8],
        );
        let (hash, client) = (self.code.as_bytes().as_slice(), self.client_id.as_str());
        let now = seconds(self.now);
        let fresh = db.one(SPEND.with(&[&hash, &client, &now])).await?;
        if let Some(row) = fresh.first() {
            return Ok(TakenCode::Fresh(Box::new(read_code(row)?)));
        }
        let spent = db.one(REPLAY.with(&[&hash, &client, &now])).await?;
        Ok(match spent.first() {
            Some(row) => TakenCode::Spent(grant_id(row, "id")?),
            None => TakenCode::Unknown,
        })
    }
}

fn read_code(row: &Row) -> Outcome<CodeRecord> {
    let challenge = row.try_get::<_, Option<&[u8]>>("challenge")?;
    let challenge = challenge.map(<[u8; 32]>::try_from).transpose()?;
    Ok(CodeRecord {
        hash: hash(row, "hash")?,
        grant: GrantRecord {
            id: grant_id(row, "grant_id")?,
            client_id: client_id(row, "client_id")?,
            subject: subject(row, "subject")?,
            scopes: scopes(row, "scopes")?,
            created_at: time(row, "created_at")?,
            expires_at: time(row, "grant_expires_at")?,
        },
        redirect_uri: SentRedirect::from_stored(
            text(row, "redirect_uri")?,
            row.try_get("redirect_sent")?,
        ),
        challenge: challenge.map(CodeChallenge::from_stored),
        expires_at: time(row, "code_expires_at")?,
    })
}

pub(super) struct GrantsOf {
    pub(super) subject: SubjectId,
    pub(super) now: Timestamp,
}

impl Verb for GrantsOf {
    type Answer = Vec<GrantSummary>;

    async fn run(&self, db: &mut Db) -> Outcome<Vec<GrantSummary>> {
        const GRANTS: Sql = Sql::new(
            concat!(
                "SELECT id, client_id, scopes, created_at,
                      COALESCE(rotated_at, created_at) AS used_at FROM grants
                 WHERE subject = $1 AND revoked_at IS NULL AND expires_at > $2 AND NOT EXISTS (",
                ended!("client_id", "created_at"),
                ") ORDER BY created_at DESC, id"
            ),
            &[Type::TEXT, Type::INT8],
        );
        let (subject, now) = (self.subject.as_str(), seconds(self.now));
        let grants = db.one(GRANTS.with(&[&subject, &now])).await?;
        grants
            .iter()
            .map(|row| {
                Ok(GrantSummary {
                    id: grant_id(row, "id")?,
                    client_id: client_id(row, "client_id")?,
                    scopes: scopes(row, "scopes")?,
                    created_at: time(row, "created_at")?,
                    used_at: time(row, "used_at")?,
                })
            })
            .collect()
    }
}
