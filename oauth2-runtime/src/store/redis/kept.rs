//! Tokens that another store decides over, for a [`SplitStore`](crate::SplitStore).

use super::verbs::access_args;
use super::{RedisStore, scripts};
use crate::error::StoreError;
use crate::model::GrantId;
use crate::secret::TokenHash;
use crate::store::{AccessRecord, Inserted, packed};

impl RedisStore {
    /// Keeps the row of a token without asking whether its grant lives; what a revocation of its
    /// client or its person has overtaken is not kept.
    pub(in crate::store) async fn keep(
        &self,
        access: &AccessRecord,
    ) -> Result<Inserted, StoreError> {
        let mut call = self.call(&scripts::KEEP);
        access_args(&mut call, access);
        self.inserted(call, "access token").await
    }

    /// The row, unless its grant, its client or its person was marked since it was kept.
    pub(in crate::store) async fn find_kept(
        &self,
        token: &TokenHash,
    ) -> Result<Option<AccessRecord>, StoreError> {
        let mut call = self.call(&scripts::FIND_KEPT);
        call.arg(&token.as_bytes()[..]);
        let row: Option<Vec<u8>> = self.run(call).await?;
        let read = row.map(|row| packed::read(&row, |row| row.access(*token)));
        read.transpose()
    }

    /// Ends every token of a grant, those to come included.
    pub(in crate::store) async fn mark_grant(&self, grant: GrantId) -> Result<(), StoreError> {
        let mut call = self.call(&scripts::MARK_GRANT);
        call.arg(&grant.as_bytes()[..]);
        self.run(call).await
    }
}
