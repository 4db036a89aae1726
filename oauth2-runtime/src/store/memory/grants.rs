//! The grants of the memory store. What hangs on one keeps its slot; its identifier is looked for
//! when somebody names it.

use super::blocks::Slot;
use super::codes::Code;
use super::refresh::Family;
use super::state::taken;
use super::table::{Row, Table, Vacant};
use crate::error::StoreError;
use crate::model::{ClientId, GrantId, ScopeSet};
use crate::store::{AccessRecord, GrantRecord};

pub(super) struct GrantRow {
    pub(super) grant: GrantRecord,
    pub(super) revoked: bool,
    pub(super) code: Option<Code>,
    pub(super) family: Option<Family>,
    /// The scopes of its first token, which are those of almost all.
    pub(super) given: Option<ScopeSet>,
}

impl Row for GrantRow {
    type Key = GrantId;

    fn key(&self) -> &GrantId {
        &self.grant.id
    }
}

impl GrantRow {
    pub(super) const fn new(grant: GrantRecord, code: Option<Code>) -> Self {
        Self {
            grant,
            revoked: false,
            code,
            family: None,
            given: None,
        }
    }

    /// Whether it was live until now.
    pub(super) fn revoke(&mut self) -> bool {
        !std::mem::replace(&mut self.revoked, true)
    }

    /// Whether it tells all that a token on it says, whose scopes are those of the first one.
    pub(super) fn tells(&self, access: &AccessRecord) -> bool {
        self.given.as_ref() == Some(&access.scopes)
            && access.client_id == self.grant.client_id
            && access.subject.as_ref() == Some(&self.grant.subject)
    }
}

impl Table<GrantRow> {
    pub(super) fn live(&self, slot: Slot) -> Option<&GrantRow> {
        self.at(slot).filter(|row| !row.revoked)
    }

    pub(super) fn live_mut(&mut self, slot: Slot) -> Option<&mut GrantRow> {
        self.at_mut(slot).filter(|row| !row.revoked)
    }

    /// What a new token is to hang on: a grant that comes with it, one that is there, or none.
    /// `None` when the one it names is not live.
    pub(super) fn base(
        &mut self,
        creates: Option<GrantRecord>,
        names: Option<GrantId>,
    ) -> Result<Option<Base<'_>>, StoreError> {
        if let Some(grant) = creates {
            let place = self.vacant(&grant.id).ok_or_else(|| taken("grant"))?;
            return Ok(Some(Base::New(place, grant)));
        }
        let Some(id) = names else {
            return Ok(Some(Base::Nothing));
        };
        let slot = self.find(&id);
        let kept = slot.and_then(|slot| Some(Base::Kept(slot, self.live_mut(slot)?)));
        Ok(kept)
    }
}

/// What a new token is to hang on.
pub(super) enum Base<'a> {
    Nothing,
    Kept(Slot, &'a mut GrantRow),
    New(Vacant<'a, GrantRow>, GrantRecord),
}

impl<'a> Base<'a> {
    pub(super) fn is_new(&self) -> bool {
        matches!(self, Self::New(..))
    }

    /// Whether a family of this client may start on it: there is one at most, of its own client.
    pub(super) fn may_refresh(&self, client_id: &ClientId) -> bool {
        let (grant, family) = match self {
            Self::Nothing => return false,
            Self::Kept(_, row) => (&row.grant, row.family.as_ref()),
            Self::New(_, grant) => (grant, None),
        };
        family.is_none() && grant.client_id == *client_id
    }

    /// The grant, which is kept from now on.
    pub(super) fn keep(self) -> Option<(Slot, &'a mut GrantRow)> {
        match self {
            Self::Nothing => None,
            Self::Kept(slot, row) => Some((slot, row)),
            Self::New(place, grant) => Some(place.insert(GrantRow::new(grant, None))),
        }
    }
}
