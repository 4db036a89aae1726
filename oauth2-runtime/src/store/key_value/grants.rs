//! Grants, on which codes, tokens and families hang: kept, prolonged, and ended whole.

use super::KeyValue;
use super::attempt::Attempt;
use super::grant_rows::{GrantRow, IndexRow};
use super::keys::{self, Key, Place, Side};
use crate::error::StoreError;
use crate::model::GrantId;
use crate::store::GrantRecord;

/// What a new grant is decided by.
pub(super) fn keys_of(place: &Place) -> Vec<Key> {
    let indices = [Side::Client, Side::Subject].map(|side| place.index(side));
    let grant = [keys::grant(place.id)];
    let marks = place.whose().keys();
    grant.into_iter().chain(indices).chain(marks).collect()
}

impl<K: KeyValue> Attempt<'_, K> {
    /// The grant, unless it is revoked, or its client or its person was.
    pub(super) async fn live(&mut self, place: &Place) -> Result<Option<GrantRow>, StoreError> {
        let key = keys::grant(place.id);
        let marks = place.whose().keys();
        self.read([key.clone()].into_iter().chain(marks)).await?;
        let row = self.find::<GrantRow>(&key)?;
        let marks = self.revoked(&place.whose())?.marks;
        Ok(row.filter(|row| row.marks == marks))
    }

    /// The same where only its id is known.
    pub(super) async fn granted(&mut self, id: GrantId) -> Result<Option<GrantRow>, StoreError> {
        let key = keys::grant(id);
        self.read([key.clone()]).await?;
        match self.find::<GrantRow>(&key)? {
            Some(row) => self.live(&Place::of(&row.grant)).await,
            None => Ok(None),
        }
    }

    /// A grant to keep, unless its client or its person was revoked after it began.
    pub(super) async fn new_grant(
        &mut self,
        grant: GrantRecord,
    ) -> Result<Option<GrantRow>, StoreError> {
        let place = Place::of(&grant);
        self.read(keys_of(&place)).await?;
        let revoked = self.revoked(&place.whose())?;
        if revoked.overtook(grant.created_at) {
            return Ok(None);
        }
        if self.has(&keys::grant(grant.id)) {
            self.refuse("this grant is kept already");
        }
        let (marks, family) = (revoked.marks, None);
        Ok(Some(GrantRow {
            grant,
            marks,
            family,
        }))
    }

    /// Keeps a grant, new or changed; whoever has it finds it until its end.
    pub(super) async fn keep_grant(&mut self, row: &GrantRow) -> Result<(), StoreError> {
        let place = Place::of(&row.grant);
        let (key, end) = (keys::grant(place.id), row.grant.expires_at);
        let before = self.find::<GrantRow>(&key)?;
        self.put(key, row);
        if before.is_some_and(|before| before.grant.expires_at == end) {
            return Ok(());
        }
        self.read(keys_of(&place)).await?;
        for (side, other) in [(Side::Client, place.subject), (Side::Subject, place.client)] {
            let marks = row.marks;
            self.put(place.index(side), &IndexRow { other, marks, end });
        }
        Ok(())
    }

    /// Removes a grant with all that leads to it, and what the person allowed its client. What hangs
    /// on it is void without it, and goes at its own end.
    pub(super) async fn end_grant(&mut self, id: GrantId) -> Result<(), StoreError> {
        let key = keys::grant(id);
        self.read([key.clone()]).await?;
        let Some(row) = self.find::<GrantRow>(&key)? else {
            return Ok(());
        };
        let place = Place::of(&row.grant);
        let family = row.family.as_ref();
        let family = family.map(|family| keys::family(place.client, &family.family));
        let mut gone = vec![keys::salt(id), place.consents()];
        gone.extend([Side::Client, Side::Subject].map(|side| place.index(side)));
        gone.extend(family);
        self.read(gone.iter().cloned()).await?;
        gone.push(key);
        for key in gone {
            self.remove(key);
        }
        Ok(())
    }
}
