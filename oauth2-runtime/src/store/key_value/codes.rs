//! Tickets and codes (RFC 6749 §4.1).

use super::attempt::Attempt;
use super::keys::{self, Key, Place};
use super::rows::{ClaimRow, CodeRow};
use super::{Decided, KeyValue, KeyValueStore, grants};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::ClientId;
use crate::secret::TokenHash;
use crate::store::{Claim, Claimed, CodeRecord, Inserted, TakenCode};

impl<K: KeyValue> KeyValueStore<K> {
    pub(super) async fn settle(&self, claim: &Claim, now: Timestamp) -> Decided<'_, K, Claimed> {
        let mut rows = self.attempt();
        let ticket = keys::ticket(&claim.ticket);
        let given = claim.given_code();
        let new = given.into_iter().flat_map(keys_of);
        rows.read([ticket.clone()].into_iter().chain(new)).await?;
        if let Some(earlier) = rows.find::<ClaimRow>(&ticket)? {
            let again = claim.repeats(earlier.verdict, earlier.code)
                && rows.is_good(earlier.code, now).await?;
            return Ok((rows, if again { Claimed::Again } else { Claimed::Over }));
        }
        if let Some(code) = given
            && rows.insert_code(code).await? == Inserted::Revoked
        {
            return Ok((rows, Claimed::Over));
        }
        let row = ClaimRow {
            verdict: claim.verdict,
            code: claim.code_hash(),
            kept_until: claim.kept_until(),
        };
        rows.put(ticket, &row);
        Ok((rows, Claimed::First))
    }

    pub(super) async fn keep_code(&self, code: &CodeRecord) -> Decided<'_, K, Inserted> {
        let mut rows = self.attempt();
        rows.read(keys_of(code)).await?;
        let inserted = rows.insert_code(code).await?;
        Ok((rows, inserted))
    }

    pub(super) async fn spend(
        &self,
        client_id: &ClientId,
        code: &TokenHash,
    ) -> Decided<'_, K, TakenCode> {
        let mut rows = self.attempt();
        let key = keys::code(code);
        rows.read([key.clone()]).await?;
        let row = rows.find::<CodeRow>(&key)?;
        let Some(mut row) = row.filter(|row| row.code.grant.client_id == *client_id) else {
            return Ok((rows, TakenCode::Unknown));
        };
        let place = Place::of(&row.code.grant);
        if row.spent {
            rows.end_grant(place.id).await?;
            return Ok((rows, TakenCode::Spent(place.id)));
        }
        if rows.live(&place).await?.is_none() {
            return Ok((rows, TakenCode::Unknown));
        }
        row.spent = true;
        rows.put(key, &row);
        rows.stays(keys::grant(place.id))?;
        Ok((rows, TakenCode::Fresh(Box::new(row.code))))
    }
}

fn keys_of(code: &CodeRecord) -> Vec<Key> {
    let mut keys = grants::keys_of(&Place::of(&code.grant));
    keys.push(keys::code(&code.hash));
    keys
}

impl<K: KeyValue> Attempt<'_, K> {
    /// Whether a code that was given is still good; where none was, there is nothing to ask.
    async fn is_good(
        &mut self,
        code: Option<TokenHash>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(code) = code else { return Ok(true) };
        let key = keys::code(&code);
        self.read([key.clone()]).await?;
        let row = self.find::<CodeRow>(&key)?;
        match row.filter(|row| !row.spent && row.code.expires_at > now) {
            Some(row) => Ok(self.live(&Place::of(&row.code.grant)).await?.is_some()),
            None => Ok(false),
        }
    }

    async fn insert_code(&mut self, code: &CodeRecord) -> Result<Inserted, StoreError> {
        let Some(grant) = self.new_grant(code.kept_grant()).await? else {
            return Ok(Inserted::Revoked);
        };
        self.keep_grant(&grant).await?;
        let (code, spent) = (code.clone(), false);
        let key = keys::code(&code.hash);
        self.insert_row(key, &CodeRow { code, spent }, "code");
        Ok(Inserted::Live)
    }
}
