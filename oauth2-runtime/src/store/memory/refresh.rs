//! Refresh families of the memory store (RFC 9700 §4.14.2).

use super::blocks::{Blocks, Slot};
use super::grants::GrantRow;
use super::index::{Index, Vacant};
use super::state::{State, taken};
use super::table::{Key as _, Table};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{ClientId, ScopeSet};
use crate::secret::{Salt, TokenHash};
use crate::store::family::{Found, Last};
use crate::store::{GrantRecord, RefreshRecord, RefreshStart, RotateRefresh, RotatedRefresh};

/// The families, which stand in their grants.
#[derive(Default)]
pub(super) struct Families {
    index: Index,
    rotations: Blocks<Rotation>,
}

/// What a grant tells of its family, beside what it tells anyway.
pub(super) struct Family {
    hash: TokenHash,
    current: TokenHash,
    pub(super) rotated_at: Timestamp,
    expires_at: Timestamp,
    /// None before the first.
    rotation: Option<Slot>,
}

/// The last rotation of a family. It stands apart, as many families never have one.
struct Rotation {
    previous: TokenHash,
    salt: Salt,
    scopes: ScopeSet,
    retries: u8,
}

impl Family {
    pub(super) fn start(start: RefreshStart, grant: &mut GrantRecord, now: Timestamp) -> Self {
        let (hash, current, expires_at) = (start.family, start.current, start.expires_at);
        grant.begin_family(start);
        Self {
            hash,
            current,
            rotated_at: now,
            expires_at,
            rotation: None,
        }
    }

    fn record(&self, grant: &GrantRecord, last: Option<&Rotation>) -> RefreshRecord {
        RefreshRecord {
            grant: grant.id,
            subject: grant.subject.clone(),
            scopes: grant.scopes.clone(),
            current: self.current,
            previous: last.map(|last| last.previous),
            rotated_at: self.rotated_at,
            expires_at: self.expires_at,
        }
    }

    fn rotate(
        &mut self,
        rotation: &RotateRefresh,
        grant: &GrantRecord,
        rotations: &mut Blocks<Rotation>,
    ) -> Result<RotatedRefresh, StoreError> {
        let last = self.rotation.and_then(|last| rotations.get_mut(last));
        let found = Found {
            grant: grant.id,
            current: self.current,
            rotated_at: self.rotated_at,
            last: last.as_deref().map(Rotation::last),
        };
        let judged = found.judge(rotation)?;
        match judged {
            RotatedRefresh::Rotated => {
                let now = Rotation {
                    previous: self.current,
                    salt: rotation.salt,
                    scopes: rotation.scopes.clone(),
                    retries: 0,
                };
                self.current = rotation.successor;
                self.rotated_at = rotation.now;
                match last {
                    Some(last) => *last = now,
                    None => self.rotation = Some(rotations.insert(now).0),
                }
            }
            RotatedRefresh::Retried { .. } => last.into_iter().for_each(|last| last.retries += 1),
            RotatedRefresh::Reused(_) | RotatedRefresh::Unknown => {}
        }
        Ok(judged)
    }
}

impl Rotation {
    const fn last(&self) -> Last<'_> {
        Last {
            previous: self.previous,
            salt: self.salt,
            scopes: &self.scopes,
            retries: self.retries,
        }
    }
}

impl Families {
    fn find(
        &self,
        grants: &Table<GrantRow>,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Option<Slot> {
        let at = self
            .index
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
        self.index
            .vacant(family.spread(), is_of(grants, client_id, family))
    }

    pub(super) fn remove(&mut self, family: &Family, grant: Slot) {
        self.index.remove(family.hash.spread(), grant.at());
        if let Some(rotation) = family.rotation {
            self.rotations.remove(rotation);
        }
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
            let kept = row.family.as_ref();
            kept.is_some_and(|kept| kept.hash == *family) && row.grant.client_id == *client_id
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
        let row = self.grants.live(slot)?;
        let family = row.family.as_ref()?;
        let last = family.rotation;
        let last = last.and_then(|last| self.families.rotations.get(last));
        Some(family.record(&row.grant, last))
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
        let Some(family) = &mut row.family else {
            return Ok(RotatedRefresh::Unknown);
        };
        let rotations = &mut self.families.rotations;
        let rotated = family.rotate(&rotation, &row.grant, rotations)?;
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
    use crate::model::GrantId;
    use crate::store::memory::due::tests::keep_code;
    use crate::store::{AccessRecord, NewAccess};
    use std::time::Duration;

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

    fn rotation(first: &NewAccess) -> RotateRefresh {
        let access = AccessRecord {
            hash: TokenHash::from_stored([200; 32]),
            ..first.access.clone()
        };
        RotateRefresh {
            client_id: access.client_id.clone(),
            family: FAMILY,
            presented: FAMILY,
            successor: TokenHash::from_stored([201; 32]),
            salt: Salt::from_stored([1; 16]),
            scopes: ScopeSet::empty(),
            retry_window: Duration::ZERO,
            now: access.issued_at,
            access,
        }
    }

    #[test]
    fn a_family_is_forgotten_with_its_grant_and_may_come_again() {
        let (at, mut state) = (Timestamp::from_seconds, State::default());
        for (number, ends) in [(1, 60), (2, 90)] {
            keep_code(&mut state, number, at(ends));
            let new = exchanged(&state, number, ends);
            let (client_id, grant) = (new.access.client_id.clone(), new.access.grant);
            let rotation = rotation(&new);
            let _ = state.insert_access(new).unwrap();
            let rotated = state.rotate_refresh(rotation).unwrap();
            assert_eq!(rotated, RotatedRefresh::Rotated);
            let found = state.find_refresh(&client_id, &FAMILY).unwrap();
            assert_eq!(Some(found.grant), grant);
            let left = |it: &mut Families| (it.index.len(), it.rotations.iter_mut().count());
            assert_eq!(left(&mut state.families), (1, 1));
            state.purge_expired(at(ends), 100);
            assert!(state.find_refresh(&client_id, &FAMILY).is_none());
            assert_eq!(left(&mut state.families), (0, 0));
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
