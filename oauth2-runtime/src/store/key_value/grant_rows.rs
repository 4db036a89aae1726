//! The rows of a grant: itself with its refresh family, who has it, and what leads to it.

use super::keys::Name;
use super::rows::{Marks, Row, hash};
use crate::clock::Timestamp;
use crate::model::{GrantId, ScopeSet};
use crate::secret::{Salt, TokenHash};
use crate::store::packed::{Reader, Writer};
use crate::store::{GrantRecord, RefreshFamily, RefreshRecord};

pub(super) struct GrantRow {
    pub(super) grant: GrantRecord,
    pub(super) marks: Marks,
    /// Without its salt, which has a row of its own, since it goes earlier.
    pub(super) family: Option<RefreshFamily>,
}

impl Row for GrantRow {
    fn end(&self) -> Option<Timestamp> {
        Some(self.grant.expires_at)
    }

    fn write(&self, row: Writer) -> Writer {
        let row = self.marks.write(row.grant(&self.grant));
        let Some(RefreshFamily {
            family,
            record,
            scopes,
            retries,
            salt: _,
        }) = &self.family
        else {
            return row.number(0);
        };
        let previous = record.previous.as_ref().map(|hash| &hash.as_bytes()[..]);
        row.number(1)
            .bytes(family.as_bytes())
            .bytes(record.current.as_bytes())
            .optional(previous)
            .time(record.rotated_at)
            .time(record.expires_at)
            .text(scopes.as_str())
            .number((*retries).into())
    }

    fn read(_: &[u8], row: &mut Reader<'_>) -> Option<Self> {
        let grant = row.grant()?;
        let marks = Marks::read(row)?;
        let family = match row.number()? {
            0 => None,
            _ => Some(read_family(&grant, row)?),
        };
        Some(Self {
            grant,
            marks,
            family,
        })
    }
}

fn read_family(grant: &GrantRecord, row: &mut Reader<'_>) -> Option<RefreshFamily> {
    Some(RefreshFamily {
        family: TokenHash::from_stored(row.exact()?),
        record: RefreshRecord {
            grant: grant.id,
            subject: grant.subject.clone(),
            scopes: grant.scopes.clone(),
            current: TokenHash::from_stored(row.exact()?),
            previous: row.optional(hash)?.0,
            rotated_at: row.time()?,
            expires_at: row.time()?,
        },
        salt: None,
        scopes: ScopeSet::from_stored(row.text()?),
        retries: row.number()?.try_into().ok()?,
    })
}

/// That a client or a person has a grant.
pub(super) struct IndexRow {
    /// The other one of the two that the grant is between.
    pub(super) other: Name,
    pub(super) marks: Marks,
    pub(super) end: Timestamp,
}

impl Row for IndexRow {
    fn end(&self) -> Option<Timestamp> {
        Some(self.end)
    }

    fn write(&self, row: Writer) -> Writer {
        self.marks.write(row.time(self.end).bytes(&self.other.0))
    }

    fn read(_: &[u8], row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            end: row.time()?,
            other: Name(row.exact()?),
            marks: Marks::read(row)?,
        })
    }
}

/// Which grant a refresh family hangs on.
pub(super) struct FamilyRow {
    pub(super) grant: GrantId,
    pub(super) subject: Name,
    pub(super) end: Timestamp,
}

impl Row for FamilyRow {
    fn end(&self) -> Option<Timestamp> {
        Some(self.end)
    }

    fn write(&self, row: Writer) -> Writer {
        row.bytes(self.grant.as_bytes())
            .bytes(&self.subject.0)
            .time(self.end)
    }

    fn read(_: &[u8], row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            grant: GrantId::from_stored(row.exact()?),
            subject: Name(row.exact()?),
            end: row.time()?,
        })
    }
}

pub(super) struct SaltRow {
    pub(super) salt: Salt,
    pub(super) end: Timestamp,
}

impl Row for SaltRow {
    fn end(&self) -> Option<Timestamp> {
        Some(self.end)
    }

    fn write(&self, row: Writer) -> Writer {
        row.bytes(self.salt.as_bytes()).time(self.end)
    }

    fn read(_: &[u8], row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            salt: Salt::from_stored(row.exact()?),
            end: row.time()?,
        })
    }
}
