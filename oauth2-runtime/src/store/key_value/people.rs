//! Login sessions and remembered consents.

use super::keys::{self, Name, Whose};
use super::rows::{ConsentRow, Marks, SessionRow};
use super::{Decided, KeyValue, KeyValueStore};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::ScopeSet;
use crate::secret::TokenHash;
use crate::store::{Consent, Inserted, SessionRecord};

/// So many places of one client are remembered of one person, so that no row grows without an end.
const MOST_PLACES: usize = 64;

impl<K: KeyValue> KeyValueStore<K> {
    pub(super) async fn keep_session(&self, session: &SessionRecord) -> Decided<'_, K, Inserted> {
        let mut rows = self.attempt();
        let (key, whose) = (keys::session(&session.hash), whose(session));
        let keys = [key.clone()].into_iter().chain(whose.keys());
        rows.read(keys).await?;
        let revoked = rows.revoked(&whose)?;
        if revoked.overtook(session.created_at) {
            return Ok((rows, Inserted::Revoked));
        }
        let (session, marks) = (session.clone(), revoked.marks);
        rows.insert_row(key, &SessionRow { session, marks }, "session");
        Ok((rows, Inserted::Live))
    }

    pub(super) async fn session(
        &self,
        hash: &TokenHash,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let mut rows = self.attempt();
        let key = keys::session(hash);
        rows.read([key.clone()]).await?;
        let Some(SessionRow { session, marks }) = rows.find(&key)? else {
            return Ok(None);
        };
        let whose = whose(&session);
        rows.read(whose.keys()).await?;
        let current = rows.revoked(&whose)?.marks == marks;
        Ok(Some(session).filter(|_| current))
    }

    /// Requests of one browser overtake each other: the latest use counts.
    pub(super) async fn touch(&self, hash: &TokenHash, now: Timestamp) -> Decided<'_, K, ()> {
        let mut rows = self.attempt();
        let key = keys::session(hash);
        rows.read([key.clone()]).await?;
        let row = rows.find::<SessionRow>(&key)?;
        if let Some(mut row) = row.filter(|row| row.session.seen_at < now) {
            row.session.seen_at = now;
            rows.put(key, &row);
        }
        Ok((rows, ()))
    }

    pub(super) async fn remember(&self, consent: &Consent) -> Decided<'_, K, ()> {
        let mut rows = self.attempt();
        let whose = both(consent);
        let key = keys_of(consent);
        rows.read([key.clone()].into_iter().chain(whose.keys()))
            .await?;
        let marks = rows.revoked(&whose)?.marks;
        let row = rows.find::<ConsentRow>(&key)?;
        let row = row.filter(|row| row.marks == marks);
        let mut places = row.map(|row| row.places).unwrap_or_default();
        let known = places.iter().position(|(place, _)| *place == consent.place);
        let earlier = known.map_or_else(ScopeSet::empty, |at| places.remove(at).1);
        places.insert(0, (consent.place, consent.added_to(&earlier)));
        places.truncate(MOST_PLACES);
        rows.put(key, &ConsentRow { marks, places });
        Ok((rows, ()))
    }

    pub(super) async fn allows(&self, consent: &Consent) -> Result<bool, StoreError> {
        let mut rows = self.attempt();
        let whose = both(consent);
        let key = keys_of(consent);
        rows.read([key.clone()].into_iter().chain(whose.keys()))
            .await?;
        let marks: Marks = rows.revoked(&whose)?.marks;
        let row = rows.find::<ConsentRow>(&key)?;
        let row = row.filter(|row| row.marks == marks);
        let allowed = row.into_iter().flat_map(|row| row.places);
        let mut here = allowed.filter(|(place, _)| *place == consent.place);
        Ok(here.any(|(_, allowed)| consent.scopes.is_subset(&allowed)))
    }

    /// Removes one row, of a token or a session; where there is none, nothing.
    pub(super) async fn forget(&self, key: keys::Key) -> Decided<'_, K, ()> {
        let mut rows = self.attempt();
        rows.read([key.clone()]).await?;
        rows.remove(key);
        Ok((rows, ()))
    }
}

fn whose(session: &SessionRecord) -> Whose {
    Whose {
        client: None,
        subject: Some(Name::subject(&session.subject)),
    }
}

fn both(consent: &Consent) -> Whose {
    Whose {
        client: Some(Name::client(&consent.client_id)),
        subject: Some(Name::subject(&consent.subject)),
    }
}

fn keys_of(consent: &Consent) -> keys::Key {
    let client = Name::client(&consent.client_id);
    keys::consents(client, Name::subject(&consent.subject))
}
