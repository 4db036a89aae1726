//! Refresh families in SQL (RFC 6749 §6): one row, rotated by the state it is in.

use super::Outcome;
use super::columns::{bytes, grant_id, hash, optional_hash, scopes, seconds, subject, text, time};
use super::db::{Db, Sql, Step};
use super::partitions::Lifetime;
use super::revoke::{REVOKE_GRANT, ended, later};
use super::rows::AccessColumns;
use super::tokens::{KEEP, Kept, read_kept};
use super::verb::Verb;
use crate::model::{ClientId, GrantId, SubjectId};
use crate::secret::{Salt, TokenHash};
use crate::store::{MOST_RETRIES, RefreshRecord, RotateRefresh, RotatedRefresh};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

pub(super) struct FindRefresh {
    pub(super) client_id: ClientId,
    pub(super) family: TokenHash,
}

impl Verb for FindRefresh {
    type Answer = Option<RefreshRecord>;

    async fn run(&self, db: &mut Db) -> Outcome<Option<RefreshRecord>> {
        const FIND: Sql = Sql::new(
            concat!(
                "SELECT id, subject, scopes, current, previous, rotated_at, refresh_expires_at
                 FROM grants WHERE client_id = $1 AND family = $2 AND revoked_at IS NULL
                     AND NOT EXISTS (",
                ended!("$1", "created_at"),
                ")"
            ),
            &[Type::TEXT, Type::BYTEA],
        );
        let family = self.family.as_bytes().as_slice();
        let client = self.client_id.as_str();
        let found = db.one(FIND.with(&[&client, &family])).await?;
        found.first().map(read_refresh).transpose()
    }
}

fn read_refresh(row: &Row) -> Outcome<RefreshRecord> {
    Ok(RefreshRecord {
        grant: grant_id(row, "id")?,
        subject: subject(row, "subject")?,
        scopes: scopes(row, "scopes")?,
        current: hash(row, "current")?,
        previous: optional_hash(row, "previous")?,
        rotated_at: time(row, "rotated_at")?,
        expires_at: time(row, "refresh_expires_at")?,
    })
}

pub(super) struct Rotate {
    rotation: RotateRefresh,
    /// Whether the row of the access token is kept here.
    keeps: bool,
}

impl Rotate {
    pub(super) const fn new(rotation: RotateRefresh, keeps: bool) -> Self {
        Self { rotation, keeps }
    }
}

/// Rotates and keeps the token, when the current secret was presented and nothing speaks against
/// it; no index is written for the grant. Of two at once the second finds another current secret.
const ROTATE: Sql = Sql::new(
    concat!(
        "WITH rotated AS (
             UPDATE grants SET previous = current, current = $5, rotated_at = $6,
                 retry_scopes = $7, retries = 0, salt = $8, salt_until = $9,
                 expires_at = greatest(expires_at, $14)
             WHERE client_id = $1 AND family = $2 AND current = $3 AND id = $4
                 AND revoked_at IS NULL
                 AND NOT EXISTS (SELECT FROM access_tokens WHERE hash = $10)
                 AND NOT EXISTS (",
        later!("$11", "$1", "least($13, created_at)"),
        ") RETURNING id
         ), kept AS (
             INSERT INTO access_tokens
                 (hash, grant_id, client_id, subject, scopes, issued_at, expires_at)
             SELECT $10, id, $15, $11, $12, $13, $14 FROM rotated WHERE $16
         )
         SELECT FROM rotated"
    ),
    &[
        Type::TEXT,
        Type::BYTEA,
        Type::BYTEA,
        Type::BYTEA,
        Type::BYTEA,
        Type::INT8,
        Type::TEXT,
        Type::BYTEA,
        Type::INT8,
        Type::BYTEA,
        Type::TEXT,
        Type::TEXT,
        Type::INT8,
        Type::INT8,
        Type::TEXT,
        Type::BOOL,
    ],
);

/// The family, held until the commit, unless it or the token was overtaken by a revocation.
const HOLD: Sql = Sql::new(
    concat!(
        "SELECT id, current, previous, rotated_at, retry_scopes, retries, salt FROM grants
         WHERE client_id = $1 AND family = $2 AND revoked_at IS NULL AND NOT EXISTS (",
        later!("$3", "$4", "least($5, created_at)"),
        ") FOR NO KEY UPDATE"
    ),
    &[Type::TEXT, Type::BYTEA, Type::TEXT, Type::TEXT, Type::INT8],
);

impl Verb for Rotate {
    type Answer = RotatedRefresh;

    async fn run(&self, db: &mut Db) -> Outcome<RotatedRefresh> {
        if self.rotates(db).await? {
            return Ok(RotatedRefresh::Rotated);
        }
        let answer = self.judge(db).await?;
        // What is unknown changed nothing.
        db.commit().await?;
        Ok(answer)
    }

    fn lifetimes(&self) -> Vec<Lifetime> {
        vec![Lifetime::of(&self.rotation.access)]
    }
}

impl Rotate {
    async fn rotates(&self, db: &Db) -> Outcome<bool> {
        let rotation = &self.rotation;
        let access = &rotation.access;
        let until = rotation.now.after(rotation.retry_window);
        let rotated = db
            .one(ROTATE.with(&[
                &rotation.client_id.as_str(),
                &rotation.family.as_bytes().as_slice(),
                &rotation.presented.as_bytes().as_slice(),
                &access.grant.as_ref().map(|id| id.as_bytes().as_slice()),
                &rotation.successor.as_bytes().as_slice(),
                &seconds(rotation.now),
                &rotation.scopes.as_str(),
                &rotation.salt.as_bytes().as_slice(),
                &seconds(until),
                &access.hash.as_bytes().as_slice(),
                &access.subject.as_ref().map(SubjectId::as_str),
                &access.scopes.as_str(),
                &seconds(access.issued_at),
                &seconds(access.expires_at),
                &access.client_id.as_str(),
                &self.keeps,
            ]))
            .await?;
        Ok(!rotated.is_empty())
    }

    /// Why it did not rotate, with the row in hand. The mark of a client may come all the same.
    async fn judge(&self, db: &mut Db) -> Outcome<RotatedRefresh> {
        let rotation = &self.rotation;
        let access = &rotation.access;
        db.begin(&[]).await?;
        let Some(row) = &self.held(db).await? else {
            return Ok(RotatedRefresh::Unknown);
        };
        let grant = grant_id(row, "id")?;
        if access.grant != Some(grant) {
            return Err("a refreshed access token hangs on the family's grant".into());
        }
        if rotation.presented == hash(row, "current")? {
            // It became the current one just now, or its token is there already.
            return if self.rotates(db).await? {
                Ok(RotatedRefresh::Rotated)
            } else if self.held(db).await?.is_none() {
                Ok(RotatedRefresh::Unknown)
            } else {
                Err("there is an access token of this hash already".into())
            };
        }
        if self.is_retry(row)? {
            return self
                .repeat(db, grant, bytes(row, "salt").map(Salt::from_stored)?)
                .await;
        }
        let (id, now) = (grant.as_bytes().as_slice(), seconds(rotation.now));
        db.one(REVOKE_GRANT.with(&[&id, &now])).await?;
        Ok(RotatedRefresh::Reused(grant))
    }

    /// The family, unless it or the token is over.
    async fn held(&self, db: &Db) -> Outcome<Option<Row>> {
        let rotation = &self.rotation;
        let access = &rotation.access;
        let held = db
            .one(HOLD.with(&[
                &rotation.client_id.as_str(),
                &rotation.family.as_bytes().as_slice(),
                &access.subject.as_ref().map(SubjectId::as_str),
                &access.client_id.as_str(),
                &seconds(access.issued_at),
            ]))
            .await?;
        Ok(held.into_iter().next())
    }

    /// The window is half open, as every lifetime is: of zero seconds, nothing is a retry.
    fn is_retry(&self, row: &Row) -> Outcome<bool> {
        let rotation = &self.rotation;
        let end = time(row, "rotated_at")?.after(rotation.retry_window);
        let previous = optional_hash(row, "previous")?;
        let salt = row.try_get::<_, Option<&[u8]>>("salt")?;
        Ok(rotation.now < end
            && previous == Some(rotation.presented)
            && salt.is_some()
            && text(row, "retry_scopes")? == rotation.scopes.as_str()
            && row.try_get::<_, i16>("retries")? < i16::from(MOST_RETRIES))
    }

    async fn repeat(&self, db: &Db, grant: GrantId, salt: Salt) -> Outcome<RotatedRefresh> {
        const COUNT: Sql = Sql::new(
            "UPDATE grants SET retries = retries + 1 WHERE id = $1",
            &[Type::BYTEA],
        );
        let columns = AccessColumns::of(std::slice::from_ref(&self.rotation.access));
        let id = grant.as_bytes().as_slice();
        let (id, values): ([&(dyn ToSql + Sync); 1], _) = ([&id], columns.values(&self.keeps));
        let steps: [Step<'_>; 2] = [COUNT.with(&id), KEEP.with(&values)];
        let kept = db.all(&steps).await?.pop().unwrap_or_default();
        match kept.first().map(read_kept).transpose()? {
            Some(Kept::Live) => Ok(RotatedRefresh::Retried { salt }),
            Some(Kept::Revoked) => Ok(RotatedRefresh::Unknown),
            _ => Err("there is an access token of this hash already".into()),
        }
    }
}
