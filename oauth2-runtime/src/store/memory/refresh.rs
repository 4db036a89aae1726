//! Refresh families of the memory store: rotation, retry, proven reuse (RFC 9700 §4.14.2).

use super::state::{RefreshRow, Rotation, State, taken};
use crate::error::StoreError;
use crate::model::ClientId;
use crate::secret::{Salt, TokenHash};
use crate::store::{MOST_RETRIES, RefreshRecord, RotateRefresh, RotatedRefresh};

impl State {
    pub(super) fn find_refresh(
        &self,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Option<RefreshRecord> {
        let id = self.families.get(&(client_id.clone(), *family))?;
        let row = self.live(*id)?;
        let refresh = row.refresh.as_ref()?;
        Some(RefreshRecord {
            grant: *id,
            subject: row.grant.subject.clone(),
            scopes: row.grant.scopes.clone(),
            current: refresh.current,
            previous: refresh.last.as_ref().map(|last| last.previous),
            rotated_at: refresh.rotated_at,
            expires_at: refresh.expires_at,
        })
    }

    pub(super) fn rotate_refresh(
        &mut self,
        rotation: RotateRefresh,
    ) -> Result<RotatedRefresh, StoreError> {
        if self.is_access_over(&rotation.access) {
            return Ok(RotatedRefresh::Unknown);
        }
        let key = (rotation.client_id.clone(), rotation.family);
        let Some(id) = self.families.get(&key).copied() else {
            return Ok(RotatedRefresh::Unknown);
        };
        if self.accesses.contains_key(&rotation.access.hash) {
            return Err(taken("access token"));
        }
        if rotation.access.grant != Some(id) {
            return Err(StoreError::new(
                "a refreshed access token hangs on the family's grant",
            ));
        }
        let Some(row) = self.grants.get_mut(&id).filter(|row| !row.revoked) else {
            return Ok(RotatedRefresh::Unknown);
        };
        let Some(refresh) = &mut row.refresh else {
            return Ok(RotatedRefresh::Unknown);
        };
        let rotated = if rotation.presented == refresh.current {
            refresh.rotate(&rotation);
            RotatedRefresh::Rotated
        } else if let Some(salt) = refresh.retry(&rotation) {
            RotatedRefresh::Retried { salt }
        } else {
            self.revoke_grant(id);
            return Ok(RotatedRefresh::Reused(id));
        };
        self.keep_access(rotation.access);
        Ok(rotated)
    }
}

impl RefreshRow {
    fn rotate(&mut self, rotation: &RotateRefresh) {
        self.last = Some(Rotation {
            previous: self.current,
            salt: rotation.salt,
            scopes: rotation.scopes.clone(),
            retries: 0,
        });
        self.current = rotation.successor;
        self.rotated_at = rotation.now;
    }

    /// The window is half open, as every lifetime is: of zero seconds, nothing is a retry.
    fn retry(&mut self, rotation: &RotateRefresh) -> Option<Salt> {
        let open = rotation.now < self.rotated_at.after(rotation.retry_window);
        let last = self.last.as_mut()?;
        let same = last.previous == rotation.presented && last.scopes == rotation.scopes;
        if !(open && same && last.retries < MOST_RETRIES) {
            return None;
        }
        last.retries += 1;
        Some(last.salt)
    }
}
