//! An access token together with the grant it creates or the refresh family it starts, in SQL.

use super::Outcome;
use super::columns::seconds;
use super::db::{Db, Sql};
use super::locks::{self, Locks};
use super::partitions::Lifetime;
use super::revoke::later;
use super::rows::{AccessColumns, GrantColumns};
use super::tokens::{HOLD, KEEP, Kept, read_kept};
use super::verb::Verb;
use crate::store::{AccessRecord, Inserted, NewAccess, RefreshStart};
use tokio_postgres::types::{ToSql, Type};

/// Nothing is made when the person or the client was revoked since: then the token is refused too.
const CREATE: Sql = Sql::new(
    concat!(
        "INSERT INTO grants (id, client_id, subject, scopes, created_at, expires_at)
         SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (",
        later!("$3", "$2", "$5"),
        ")"
    ),
    &[
        Type::BYTEA,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::INT8,
        Type::INT8,
    ],
);

/// Whether it hit is told by a row.
const START: Sql = Sql::new(
    "UPDATE grants SET family = $2, current = $3, rotated_at = $4, refresh_expires_at = $5,
         scopes = $6, expires_at = greatest(expires_at, $5, $7)
     WHERE id = $1 AND family IS NULL RETURNING 1",
    &[
        Type::BYTEA,
        Type::BYTEA,
        Type::BYTEA,
        Type::INT8,
        Type::INT8,
        Type::TEXT,
        Type::INT8,
    ],
);

/// The beginning of a family as the columns that a statement takes.
struct StartColumns<'row> {
    grant: Option<&'row [u8]>,
    family: &'row [u8],
    current: &'row [u8],
    scopes: &'row str,
    began: i64,
    ends: i64,
    access_ends: i64,
}

impl<'row> StartColumns<'row> {
    fn of(start: &'row RefreshStart, access: &'row AccessRecord) -> Self {
        Self {
            grant: access.grant.as_ref().map(|id| id.as_bytes().as_slice()),
            family: start.family.as_bytes(),
            current: start.current.as_bytes(),
            scopes: start.scopes.as_str(),
            began: seconds(access.issued_at),
            ends: seconds(start.expires_at),
            access_ends: seconds(access.expires_at),
        }
    }

    fn values(&self) -> [&(dyn ToSql + Sync); 7] {
        [
            &self.grant,
            &self.family,
            &self.current,
            &self.began,
            &self.ends,
            &self.scopes,
            &self.access_ends,
        ]
    }
}

pub(super) struct InsertAccess {
    new: NewAccess,
    keys: Vec<i64>,
    keeps: bool,
}

impl InsertAccess {
    /// A grant that is there orders what happens to it by its row.
    pub(super) fn new(new: NewAccess, locks: &Locks, keeps: bool) -> Self {
        let created = new.creates.as_ref();
        let keys = locks.of(
            created.map(|grant| &grant.subject),
            created.map(|grant| &grant.client_id),
        );
        Self { new, keys, keeps }
    }
}

impl Verb for InsertAccess {
    type Answer = Inserted;

    async fn run(&self, db: &mut Db) -> Outcome<Inserted> {
        let NewAccess {
            access,
            creates,
            refresh,
        } = &self.new;
        if access.grant.is_none() {
            return Err("a grant or a refresh family comes with a token that hangs on it".into());
        }
        if let Some(why) = self.new.fault() {
            return Err(why.into());
        }
        let columns = AccessColumns::of(std::slice::from_ref(access));
        let created = creates.as_ref().map(GrantColumns::of);
        let created = created.as_ref().map(GrantColumns::values);
        let started = refresh
            .as_ref()
            .map(|start| StartColumns::of(start, access));
        let started = started.as_ref().map(StartColumns::values);
        let (keys, kept) = (
            [&self.keys as &(dyn ToSql + Sync)],
            columns.values(&self.keeps),
        );
        let held = [&columns.grants as &(dyn ToSql + Sync)];
        let mut steps = vec![locks::share(&keys)];
        steps.extend(created.as_ref().map(|grant| CREATE.with(grant)));
        steps.push(HOLD.with(&held));
        steps.extend(started.as_ref().map(|start| START.with(start)));
        steps.push(KEEP.with(&kept));
        let mut answers = db.begin(&steps).await?;
        let kept = answers.pop().unwrap_or_default();
        let started = answers.pop().unwrap_or_default();
        let kept = kept.first().map(read_kept).transpose()?;
        match kept {
            Some(Kept::Live) if refresh.is_some() && started.is_empty() => {
                Err("this grant has a refresh family already".into())
            }
            Some(Kept::Live) => {
                db.commit().await?;
                Ok(Inserted::Live)
            }
            Some(Kept::Twice) => Err("there is an access token of this hash already".into()),
            _ => {
                db.rollback().await?;
                Ok(Inserted::Revoked)
            }
        }
    }

    fn lifetimes(&self) -> Vec<Lifetime> {
        vec![Lifetime::of(&self.new.access)]
    }
}
