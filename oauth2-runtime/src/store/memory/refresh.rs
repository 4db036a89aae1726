//! Refresh families of the memory store (RFC 9700 §4.14.2).

use super::blocks::Slot;
use super::grants::GrantRow;
use super::index::{Index, Vacant};
use super::state::{State, taken};
use super::table::{Key as _, Table};
use crate::error::StoreError;
use crate::model::ClientId;
use crate::secret::TokenHash;
use crate::store::{RefreshRecord, RotateRefresh, RotatedRefresh};

/// The families, which stand in their grants.
#[derive(Default)]
pub(super) struct Families(Index);

impl Families {
    fn find(
        &self,
        grants: &Table<GrantRow>,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Option<Slot> {
        let at = self
            .0
            .find(family.spread(), is_of(grants, client_id, family));
        grants.slot(at?)
    }

    /// Room for a new family of this client; `None` when it has it already.
    pub(super) fn vacant(
        &mut self,
        grants: &Table<GrantRow>,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Option<Vacant<'_>> {
        self.0
            .vacant(family.spread(), is_of(grants, client_id, family))
    }

    pub(super) fn remove(&mut self, family: &TokenHash, grant: Slot) {
        self.0.remove(family.spread(), grant.at());
    }
}

/// Whether this family of this client stands in the grant at a place.
fn is_of(
    grants: &Table<GrantRow>,
    client_id: &ClientId,
    family: &TokenHash,
) -> impl Fn(u32) -> bool {
    move |at| {
        grants.row(at).is_some_and(|row| {
            let refresh = row.refresh.as_ref();
            refresh.is_some_and(|refresh| refresh.family == *family)
                && row.grant.client_id == *client_id
        })
    }
}

impl State {
    pub(super) fn find_refresh(
        &self,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Option<RefreshRecord> {
        let slot = self.families.find(&self.grants, client_id, family)?;
        let family = self.grants.live(slot)?.refresh.as_ref()?;
        Some(family.record.clone())
    }

    pub(super) fn rotate_refresh(
        &mut self,
        rotation: RotateRefresh,
    ) -> Result<RotatedRefresh, StoreError> {
        if self.is_access_over(&rotation.access) {
            return Ok(RotatedRefresh::Unknown);
        }
        let (client_id, family) = (&rotation.client_id, &rotation.family);
        let Some(slot) = self.families.find(&self.grants, client_id, family) else {
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
