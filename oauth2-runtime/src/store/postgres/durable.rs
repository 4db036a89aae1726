//! `PostgresStore` as the durable half of a [`SplitStore`](crate::SplitStore).

use super::db::{Db, Sql};
use super::issue::InsertAccess;
use super::refresh::Rotate;
use super::revoke::{ended, later};
use super::tokens::{KeepAccess, Kept};
use super::verb::Verb;
use super::{Outcome, PostgresStore};
use crate::error::StoreError;
use crate::model::SubjectId;
use crate::store::split::durable::{Durable, sealed::Sealed};
use crate::store::{AccessRecord, Inserted, NewAccess, RotateRefresh, RotatedRefresh};
use async_trait::async_trait;
use tokio_postgres::types::Type;

impl Sealed for PostgresStore {}

#[async_trait]
impl Durable for PostgresStore {
    async fn admit(&self, new: NewAccess) -> Result<Inserted, StoreError> {
        let locks = &self.inner.locks;
        if new.creates.is_some() || new.refresh.is_some() {
            let insert = InsertAccess::new(new, locks, false);
            return self.inner.run(insert).await;
        }
        let keep = KeepAccess::new(vec![new.access], locks, false);
        match self.inner.run(keep).await?.as_slice() {
            [Kept::Live] => Ok(Inserted::Live),
            _ => Ok(Inserted::Revoked),
        }
    }

    async fn rotate_family(&self, rotation: RotateRefresh) -> Result<RotatedRefresh, StoreError> {
        self.inner.run(Rotate::new(rotation, false)).await
    }

    async fn admits(&self, access: &AccessRecord) -> Result<bool, StoreError> {
        self.inner.run(Admits(access.clone())).await
    }
}

/// Whether nothing has ended a token.
struct Admits(AccessRecord);

impl Verb for Admits {
    type Answer = bool;

    async fn run(&self, db: &mut Db) -> Outcome<bool> {
        const ENDED: Sql = Sql::new(
            concat!(
                "SELECT WHERE $1 IS NOT NULL AND NOT EXISTS (
                     SELECT FROM grants WHERE id = $1 AND revoked_at IS NULL AND NOT EXISTS (",
                ended!("client_id", "created_at"),
                ")) UNION ALL (",
                later!("$2", "$3", "$4"),
                ")"
            ),
            &[Type::BYTEA, Type::TEXT, Type::TEXT, Type::INT8],
        );
        let access = &self.0;
        let ended = db
            .one(ENDED.with(&[
                &access.grant.as_ref().map(|id| id.as_bytes().as_slice()),
                &access.subject.as_ref().map(SubjectId::as_str),
                &access.client_id.as_str(),
                &super::columns::seconds(access.issued_at),
            ]))
            .await?;
        Ok(ended.is_empty())
    }
}
