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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::model::GrantId;
    use crate::store::memory::due::tests::keep_code;
    use crate::store::{AccessRecord, NewAccess, RefreshStart};

    const FAMILY: TokenHash = TokenHash::from_stored([1; 32]);

    /// A token of this code's grant, with a family.
    fn exchanged(state: &State, number: u8, ends: u64) -> NewAccess {
        let slot = state.grants.find(&GrantId::from_stored([number; 16]));
        let grant = state.grants.at(slot.unwrap()).unwrap().grant.clone();
        let (ends, issued_at) = (Timestamp::from_seconds(ends), Timestamp::from_seconds(0));
        NewAccess {
            access: AccessRecord {
                hash: TokenHash::from_stored([number; 32]),
                grant: Some(grant.id),
                client_id: grant.client_id,
                subject: Some(grant.subject),
                scopes: grant.scopes.clone(),
                issued_at,
                expires_at: ends,
            },
            creates: None,
            refresh: Some(RefreshStart {
                family: FAMILY,
                current: FAMILY,
                scopes: grant.scopes,
                expires_at: ends,
            }),
        }
    }

    #[test]
    fn a_family_is_forgotten_with_its_grant_and_may_come_again() {
        let (at, mut state) = (Timestamp::from_seconds, State::default());
        for (number, ends) in [(1, 60), (2, 90)] {
            keep_code(&mut state, number, at(ends));
            let new = exchanged(&state, number, ends);
            let (client_id, grant) = (new.access.client_id.clone(), new.access.grant);
            let _ = state.insert_access(new).unwrap();
            let found = state.find_refresh(&client_id, &FAMILY).unwrap();
            assert_eq!(Some(found.grant), grant);
            state.purge_expired(at(ends), 100);
            assert!(state.find_refresh(&client_id, &FAMILY).is_none());
            assert_eq!(state.families.0.len(), 0);
        }
    }

    #[test]
    fn no_client_starts_a_family_on_the_grant_of_another() {
        let mut state = State::default();
        keep_code(&mut state, 1, Timestamp::from_seconds(60));
        let own = exchanged(&state, 1, 60);
        let mut foreign = own.clone();
        foreign.access.client_id = ClientId::parse("other").unwrap();
        assert!(state.insert_access(foreign).is_err());
        let _ = state.insert_access(own).unwrap();
    }
}
