//! A store that decides over access tokens which are kept elsewhere.

use crate::error::StoreError;
use crate::store::{AccessRecord, Inserted, NewAccess, RotateRefresh, RotatedRefresh, Store};
use async_trait::async_trait;

/// What [`SplitStore`](crate::SplitStore) keeps grants, codes and clients in: one of this crate's
/// stores over a database.
///
/// Sealed: its verbs do half of what [`Store`] promises, and only together with the other half
/// nothing is lost.
#[async_trait]
pub trait Durable: Store + Clone + sealed::Sealed {
    /// [`Store::insert_access`] with every check and effect but the row of the token.
    #[doc(hidden)]
    async fn admit(&self, new: NewAccess) -> Result<Inserted, StoreError>;

    /// [`Store::rotate_refresh`] with every check and effect but the row of the token.
    #[doc(hidden)]
    async fn rotate_family(&self, rotation: RotateRefresh) -> Result<RotatedRefresh, StoreError>;

    /// Whether nothing that this store knows of has ended the token.
    #[doc(hidden)]
    async fn admits(&self, access: &AccessRecord) -> Result<bool, StoreError>;
}

pub(in crate::store) mod sealed {
    /// Stores of this crate.
    pub trait Sealed {}
}
