//! Refresh families of the memory store (RFC 9700 §4.14.2).

use super::state::{State, taken};
use crate::error::StoreError;
use crate::model::ClientId;
use crate::secret::TokenHash;
use crate::store::{RefreshRecord, RotateRefresh, RotatedRefresh};

impl State {
    pub(super) fn find_refresh(
        &self,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Option<RefreshRecord> {
        let row = self.families.get(&(*family, client_id.clone()))?;
        let family = self.grants.live(row.grant)?.refresh.as_ref()?;
        Some(family.record.clone())
    }

    pub(super) fn rotate_refresh(
        &mut self,
        rotation: RotateRefresh,
    ) -> Result<RotatedRefresh, StoreError> {
        if self.is_access_over(&rotation.access) {
            return Ok(RotatedRefresh::Unknown);
        }
        let key = (rotation.family, rotation.client_id.clone());
        let Some(slot) = self.families.get(&key).map(|row| row.grant) else {
            return Ok(RotatedRefresh::Unknown);
        };
        let Some(token) = self.accesses.vacant(&rotation.access.hash) else {
            return Err(taken("access token"));
        };
        let Some(row) = self.grants.live_mut(slot) else {
            return Ok(RotatedRefresh::Unknown);
        };
        let Some(family) = &mut row.refresh else {
            return Ok(RotatedRefresh::Unknown);
        };
        let rotated = family.rotate(&rotation)?;
        if let RotatedRefresh::Reused(_) = rotated {
            self.revoke(slot);
        } else {
            row.grant.prolong(rotation.access.expires_at);
            token.insert(rotation.access, Some((slot, row)), &mut self.due);
        }
        Ok(rotated)
    }
}
