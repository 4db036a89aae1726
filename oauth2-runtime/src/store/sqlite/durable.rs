//! `SqliteStore` as the durable half of a [`SplitStore`](crate::SplitStore).

use super::{SqliteStore, tokens};
use crate::error::StoreError;
use crate::store::split::durable::{Durable, sealed::Sealed};
use crate::store::{AccessRecord, Inserted, NewAccess, RotateRefresh, RotatedRefresh};
use async_trait::async_trait;

impl Sealed for SqliteStore {}

#[async_trait]
impl Durable for SqliteStore {
    async fn admit(&self, new: NewAccess) -> Result<Inserted, StoreError> {
        self.write(move |db| tokens::admit(db, &new)).await
    }

    async fn rotate_family(&self, rotation: RotateRefresh) -> Result<RotatedRefresh, StoreError> {
        self.write(move |db| tokens::rotate_family(db, &rotation))
            .await
    }

    async fn admits(&self, access: &AccessRecord) -> Result<bool, StoreError> {
        let access = access.clone();
        self.read(move |db| tokens::admits(db, &access)).await
    }
}
