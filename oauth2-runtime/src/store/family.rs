//! A refresh family as a row, and what a rotation makes of it (RFC 6749 §6, RFC 9700 §4.14.2).

use super::{
    GrantRecord, MOST_RETRIES, RefreshRecord, RefreshStart, RotateRefresh, RotatedRefresh,
};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{GrantId, ScopeSet};
use crate::secret::{Salt, TokenHash};

/// All that a store keeps of a refresh family: the rules of rotation, retry and reuse for a store
/// that reads a row, changes it and writes it back under one lock or in one transaction.
///
/// ```
/// use oauth2_runtime::{
///     AccessRecord, ClientId, GrantId, GrantRecord, RefreshFamily, RefreshStart, RotateRefresh,
///     RotatedRefresh, Salt, ScopeSet, SubjectId, Timestamp, TokenHash,
/// };
/// use std::time::Duration;
///
/// let hash = |number| TokenHash::from_stored([number; 32]);
/// let at = Timestamp::from_seconds;
/// let mut grant = GrantRecord {
///     id: GrantId::from_stored([1; 16]),
///     client_id: ClientId::parse("app").unwrap(),
///     subject: SubjectId::new("alice"),
///     scopes: ScopeSet::from_stored("read write"),
///     created_at: at(0),
///     expires_at: at(60),
/// };
/// let start = RefreshStart {
///     family: hash(1),
///     current: hash(10),
///     scopes: ScopeSet::from_stored("read"),
///     expires_at: at(5000),
/// };
/// let mut family = RefreshFamily::start(start, &mut grant, at(0));
/// assert_eq!((grant.scopes.as_str(), grant.expires_at), ("read", at(5000)));
///
/// let access = AccessRecord {
///     hash: hash(2),
///     grant: Some(grant.id),
///     client_id: grant.client_id.clone(),
///     subject: Some(grant.subject.clone()),
///     scopes: grant.scopes.clone(),
///     issued_at: at(10),
///     expires_at: at(900),
/// };
/// let rotation = RotateRefresh {
///     client_id: grant.client_id.clone(),
///     family: hash(1),
///     presented: hash(10),
///     successor: hash(11),
///     salt: Salt::from_stored([7; 16]),
///     scopes: ScopeSet::empty(),
///     retry_window: Duration::from_secs(30),
///     access,
///     now: at(10),
/// };
/// assert_eq!(family.rotate(&rotation)?, RotatedRefresh::Rotated);
/// let salt = rotation.salt;
/// assert_eq!(family.rotate(&rotation)?, RotatedRefresh::Retried { salt });
/// let late = RotateRefresh { now: at(40), ..rotation };
/// assert_eq!(family.rotate(&late)?, RotatedRefresh::Reused(grant.id));
/// # Ok::<(), oauth2_runtime::StoreError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RefreshFamily {
    /// The hash of the family secret: with the client, what it is found by.
    pub family: TokenHash,
    /// What [`Store::find_refresh`](super::Store::find_refresh) answers.
    pub record: RefreshRecord,
    /// The salt of the last rotation; none before the first, or when no retry can need it any more.
    pub salt: Option<Salt>,
    /// The scope parameter of the last rotation.
    pub scopes: ScopeSet,
    /// How often the last rotation was retried.
    pub retries: u8,
}

impl RefreshFamily {
    /// The first generation on a grant, which from now on allows no more than the first token and
    /// lives at least as long as the family; for [`Store::insert_access`](super::Store::insert_access).
    #[must_use]
    pub fn start(start: RefreshStart, grant: &mut GrantRecord, now: Timestamp) -> Self {
        let (family, current, expires_at) = (start.family, start.current, start.expires_at);
        grant.begin_family(start);
        Self {
            family,
            record: RefreshRecord {
                grant: grant.id,
                subject: grant.subject.clone(),
                scopes: grant.scopes.clone(),
                current,
                previous: None,
                rotated_at: now,
                expires_at,
            },
            salt: None,
            scopes: ScopeSet::empty(),
            retries: 0,
        }
    }

    /// Rotates or counts a retry, and answers as [`Store::rotate_refresh`](super::Store::rotate_refresh)
    /// does; never [`RotatedRefresh::Unknown`]. After [`RotatedRefresh::Reused`] the caller revokes
    /// the grant, after anything else it keeps the access token, in the same step (RFC 9700 §4.14.2).
    ///
    /// # Errors
    ///
    /// When the access token hangs on another grant; nothing is changed.
    pub fn rotate(&mut self, rotation: &RotateRefresh) -> Result<RotatedRefresh, StoreError> {
        let judged = self.found().judge(rotation)?;
        match judged {
            RotatedRefresh::Rotated => {
                self.record.previous = Some(self.record.current);
                self.record.current = rotation.successor;
                self.record.rotated_at = rotation.now;
                self.salt = Some(rotation.salt);
                self.scopes = rotation.scopes.clone();
                self.retries = 0;
            }
            RotatedRefresh::Retried { .. } => self.retries += 1,
            RotatedRefresh::Reused(_) | RotatedRefresh::Unknown => {}
        }
        Ok(judged)
    }

    fn found(&self) -> Found<'_> {
        let record = &self.record;
        let last = record.previous.zip(self.salt);
        Found {
            grant: record.grant,
            current: record.current,
            rotated_at: record.rotated_at,
            last: last.map(|(previous, salt)| Last {
                previous,
                salt,
                scopes: &self.scopes,
                retries: self.retries,
            }),
        }
    }
}

/// What decides about a rotation, wherever a store has it.
pub(super) struct Found<'a> {
    pub(super) grant: GrantId,
    pub(super) current: TokenHash,
    pub(super) rotated_at: Timestamp,
    /// None before the first, or when no retry can need it any more.
    pub(super) last: Option<Last<'a>>,
}

/// The last rotation, which a retry must repeat.
pub(super) struct Last<'a> {
    pub(super) previous: TokenHash,
    pub(super) salt: Salt,
    pub(super) scopes: &'a ScopeSet,
    pub(super) retries: u8,
}

impl Found<'_> {
    /// What a rotation comes to, before anything is changed.
    pub(super) fn judge(&self, rotation: &RotateRefresh) -> Result<RotatedRefresh, StoreError> {
        if rotation.access.grant != Some(self.grant) {
            return Err(StoreError::new(
                "a refreshed access token hangs on the family's grant",
            ));
        }
        if rotation.presented == self.current {
            return Ok(RotatedRefresh::Rotated);
        }
        let last = self.last.as_ref();
        let retried = last.filter(|last| self.is_retry(last, rotation));
        Ok(match retried {
            Some(last) => RotatedRefresh::Retried { salt: last.salt },
            None => RotatedRefresh::Reused(self.grant),
        })
    }

    /// The window is half open, as every lifetime is: of zero seconds, nothing is a retry.
    fn is_retry(&self, last: &Last<'_>, rotation: &RotateRefresh) -> bool {
        let open = rotation.now < self.rotated_at.after(rotation.retry_window);
        let same = last.previous == rotation.presented && *last.scopes == rotation.scopes;
        open && same && last.retries < MOST_RETRIES
    }
}
