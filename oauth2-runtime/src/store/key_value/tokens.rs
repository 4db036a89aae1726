//! Access tokens and refresh families (RFC 6749 §1.4 and §6, RFC 9700 §4.14.2).

use super::attempt::Attempt;
use super::grant_rows::{FamilyRow, GrantRow, SaltRow};
use super::keys::{self, Key, Name, Place, Whose};
use super::rows::AccessRow;
use super::{Decided, KeyValue, KeyValueStore, grants};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::ClientId;
use crate::secret::TokenHash;
use crate::store::{
    AccessRecord, Inserted, NewAccess, RefreshFamily, RefreshRecord, RefreshStart, RotateRefresh,
    RotatedRefresh,
};
use std::time::Duration;

/// How long a salt stays after the last retry: a clock that removes rows may be ahead of ours.
const SALT_AFTERLIFE: Duration = Duration::from_secs(60);

impl<K: KeyValue> KeyValueStore<K> {
    pub(super) async fn keep_access(&self, new: &NewAccess) -> Decided<'_, K, Inserted> {
        let mut rows = self.attempt();
        let start = new.refresh.as_ref();
        let client = Name::client(&new.access.client_id);
        let family = start.map(|start| keys::family(client, &start.family));
        rows.read(keys_of(&new.access).into_iter().chain(family))
            .await?;
        let inserted = rows.insert_new(new).await?;
        Ok((rows, inserted))
    }

    pub(super) async fn access(
        &self,
        token: &TokenHash,
    ) -> Result<Option<AccessRecord>, StoreError> {
        let mut rows = self.attempt();
        let key = keys::access(token);
        rows.read([key.clone()]).await?;
        let Some(AccessRow { access, marks }) = rows.find(&key)? else {
            return Ok(None);
        };
        let (whose, grant) = (whose(&access), access.grant.map(keys::grant));
        rows.read(whose.keys().into_iter().chain(grant)).await?;
        let current = rows.revoked(&whose)?.marks == marks;
        let live = match access.grant {
            Some(grant) => rows.granted(grant).await?.is_some(),
            None => true,
        };
        Ok(Some(access).filter(|_| live && current))
    }

    pub(super) async fn refresh(
        &self,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Result<Option<RefreshRecord>, StoreError> {
        let mut rows = self.attempt();
        let row = rows.family(Name::client(client_id), family).await?;
        Ok(row.map(|(_, family)| family.record))
    }

    pub(super) async fn rotate(&self, rotation: &RotateRefresh) -> Decided<'_, K, RotatedRefresh> {
        let mut rows = self.attempt();
        let (client, access) = (Name::client(&rotation.client_id), &rotation.access);
        let pointer = keys::family(client, &rotation.family);
        let salt = access.grant.map(keys::salt);
        let keys = keys_of(access).into_iter().chain([pointer]).chain(salt);
        rows.read(keys).await?;
        if rows.revoked(&whose(access))?.overtook(access.issued_at) {
            return Ok((rows, RotatedRefresh::Unknown));
        }
        let Some((mut row, mut family)) = rows.family(client, &rotation.family).await? else {
            return Ok((rows, RotatedRefresh::Unknown));
        };
        let key = keys::salt(row.grant.id);
        rows.read([key.clone()]).await?;
        family.salt = rows.find::<SaltRow>(&key)?.map(|row| row.salt);
        let rotated = family.rotate(rotation)?;
        if let RotatedRefresh::Reused(grant) = rotated {
            rows.end_grant(grant).await?;
            return Ok((rows, rotated));
        }
        if let Some(salt) = family.salt {
            let last_retry = family.record.rotated_at.after(rotation.retry_window);
            let end = last_retry.after(SALT_AFTERLIFE);
            rows.put(key, &SaltRow { salt, end });
        }
        row.family = Some(family);
        rows.insert_on(access, row).await?;
        Ok((rows, rotated))
    }
}

/// Whom a token is of: as a rule the two that its grant is between, so that one read has the marks of
/// both.
fn whose(access: &AccessRecord) -> Whose {
    Whose {
        client: Some(Name::client(&access.client_id)),
        subject: access.subject.as_ref().map(Name::subject),
    }
}

/// What a new token is decided by. What else its grant needs is read when it is known.
fn keys_of(access: &AccessRecord) -> Vec<Key> {
    let (whose, own) = (whose(access), keys::access(&access.hash));
    let mut keys = match (access.grant, whose.client, whose.subject) {
        (Some(id), Some(client), Some(subject)) => grants::keys_of(&Place {
            id,
            client,
            subject,
        }),
        (grant, ..) => whose
            .keys()
            .into_iter()
            .chain(grant.map(keys::grant))
            .collect(),
    };
    keys.push(own);
    keys
}

impl<K: KeyValue> Attempt<'_, K> {
    async fn insert_new(&mut self, new: &NewAccess) -> Result<Inserted, StoreError> {
        let access = &new.access;
        if self.revoked(&whose(access))?.overtook(access.issued_at) {
            return Ok(Inserted::Revoked);
        }
        let Some(id) = access.grant else {
            self.insert(access)?;
            return Ok(Inserted::Live);
        };
        let row = match &new.creates {
            Some(grant) => self.new_grant(grant.clone()).await?,
            None => self.granted(id).await?,
        };
        let Some(mut row) = row else {
            return Ok(Inserted::Revoked);
        };
        if let Some(start) = &new.refresh {
            self.start(start.clone(), &mut row, access.issued_at)
                .await?;
        }
        self.insert_on(access, row).await?;
        Ok(Inserted::Live)
    }

    async fn start(
        &mut self,
        start: RefreshStart,
        row: &mut GrantRow,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let place = Place::of(&row.grant);
        let key = keys::family(place.client, &start.family);
        self.read([key.clone()]).await?;
        if row.family.is_some() {
            self.refuse("this grant has a refresh family already");
        }
        let pointer = FamilyRow {
            grant: place.id,
            subject: place.subject,
            end: start.expires_at,
        };
        row.family = Some(RefreshFamily::start(start, &mut row.grant, now));
        self.insert_row(key, &pointer, "refresh family");
        Ok(())
    }

    /// A family of this client, with its grant; none when that is revoked.
    async fn family(
        &mut self,
        client: Name,
        family: &TokenHash,
    ) -> Result<Option<(GrantRow, RefreshFamily)>, StoreError> {
        let key = keys::family(client, family);
        self.read([key.clone()]).await?;
        let Some(pointer) = self.find::<FamilyRow>(&key)? else {
            return Ok(None);
        };
        let place = Place {
            id: pointer.grant,
            client,
            subject: pointer.subject,
        };
        let row = self.live(&place).await?;
        Ok(row.and_then(|mut row| row.family.take().map(|family| (row, family))))
    }

    fn insert(&mut self, access: &AccessRecord) -> Result<(), StoreError> {
        let row = AccessRow {
            access: access.clone(),
            marks: self.revoked(&whose(access))?.marks,
        };
        self.insert_row(keys::access(&access.hash), &row, "access token");
        Ok(())
    }

    /// Keeps a token together with its grant, which lives at least as long.
    async fn insert_on(
        &mut self,
        access: &AccessRecord,
        mut row: GrantRow,
    ) -> Result<(), StoreError> {
        row.grant.prolong(access.expires_at);
        self.keep_grant(&row).await?;
        self.insert(access)
    }
}
