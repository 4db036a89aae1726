//! The verbs of [`Store`], each one script.

use super::call::Call;
use super::{RedisStore, scripts, taken, unknown_answer};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::model::{ClientId, GrantId, GrantSummary, ScopeSet, SubjectId};
use crate::secret::{self, Salt, TokenHash};
use crate::store::packed::{self, Writer};
use crate::store::{
    AccessRecord, Claim, Claimed, CodeRecord, Consent, GrantRecord, Inserted, MOST_RETRIES,
    NewAccess, RefreshRecord, RotateRefresh, RotatedRefresh, SessionRecord, Store, TakenCode,
    Verdict,
};
use async_trait::async_trait;
use redis::Script;

/// Room for the row of most tokens, in bytes.
const ROW: usize = 128;

impl RedisStore {
    pub(super) fn call(&self, script: &'static Script) -> Call {
        Call::new(script, &self.prefix)
    }

    pub(super) async fn inserted(
        &self,
        call: Call,
        what: &'static str,
    ) -> Result<Inserted, StoreError> {
        match self.run::<String>(call).await?.as_str() {
            "live" => Ok(Inserted::Live),
            "revoked" => Ok(Inserted::Revoked),
            "taken" => Err(taken(what)),
            _ => Err(StoreError::new(unknown_answer())),
        }
    }

    /// The scopes that stand remembered, after these were added.
    async fn consent(
        &self,
        consent: &Consent,
        more: Option<&ScopeSet>,
    ) -> Result<Option<ScopeSet>, StoreError> {
        let mut call = self.call(&scripts::CONSENT);
        call.arg(consent.subject.as_str())
            .arg(consent.client_id.as_str())
            .arg(&consent.place.as_bytes()[..]);
        if let Some(more) = more {
            call.arg(more.as_str());
        }
        let allowed: Option<String> = self.run(call).await?;
        Ok(allowed.map(|allowed| ScopeSet::from_stored(&allowed)))
    }
}

fn code_args(call: &mut Call, code: &CodeRecord) {
    call.arg(&code.hash.as_bytes()[..])
        .arg(Writer::default().code(code).done())
        .arg(code.expires_at.seconds());
    // The row of a grant outlives all that hangs on it, whatever end the caller named.
    let expires_at = code.grant.expires_at.max(code.expires_at);
    grant_args(call, &code.grant, expires_at);
}

fn grant_args(call: &mut Call, grant: &GrantRecord, expires_at: Timestamp) {
    call.arg(&grant.id.as_bytes()[..])
        .arg(grant.client_id.as_str())
        .arg(grant.subject.as_str())
        .arg(grant.scopes.as_str())
        .arg(grant.created_at.seconds())
        .arg(expires_at.seconds());
}

pub(super) fn access_args(call: &mut Call, access: &AccessRecord) {
    let grant = access.grant.as_ref().map(|grant| &grant.as_bytes()[..]);
    call.arg(&access.hash.as_bytes()[..])
        .arg(Writer::with_room(ROW).access(access).done())
        .arg(grant.unwrap_or_default())
        .arg(access.client_id.as_str())
        .arg(access.subject.as_ref().map_or("", SubjectId::as_str))
        .arg(access.issued_at.seconds())
        .arg(access.expires_at.seconds());
}

#[async_trait]
impl Store for RedisStore {
    async fn claim_once(&self, claim: Claim, now: Timestamp) -> Result<Claimed, StoreError> {
        let allowed = claim.verdict == Verdict::Allow;
        let mut call = self.call(&scripts::CLAIM_ONCE);
        call.arg(&claim.ticket.as_bytes()[..])
            .arg(if allowed { "allow" } else { "deny" })
            .arg(now.seconds())
            .arg(claim.expires_at.seconds());
        if let Some(code) = claim.code.as_ref().filter(|_| allowed) {
            code_args(&mut call, code);
        }
        match self.run::<String>(call).await?.as_str() {
            "first" => Ok(Claimed::First),
            "again" => Ok(Claimed::Again),
            "over" => Ok(Claimed::Over),
            "taken" => Err(taken("code")),
            _ => Err(StoreError::new(unknown_answer())),
        }
    }

    async fn insert_code(&self, code: CodeRecord) -> Result<Inserted, StoreError> {
        let mut call = self.call(&scripts::INSERT_CODE);
        code_args(&mut call, &code);
        self.inserted(call, "code").await
    }

    async fn take_code(
        &self,
        client_id: &ClientId,
        code: &TokenHash,
        _now: Timestamp,
    ) -> Result<TakenCode, StoreError> {
        let mut call = self.call(&scripts::TAKE_CODE);
        call.arg(client_id.as_str()).arg(&code.as_bytes()[..]);
        let answer: Vec<Vec<u8>> = self.run(call).await?;
        let answer: Vec<_> = answer.iter().map(Vec::as_slice).collect();
        match answer.as_slice() {
            [b"fresh", row] => {
                let code = packed::read(row, |row| row.code(*code))?;
                Ok(TakenCode::Fresh(Box::new(code)))
            }
            [b"spent", grant] => Ok(TakenCode::Spent(grant_id(grant)?)),
            [b"unknown"] => Ok(TakenCode::Unknown),
            _ => Err(StoreError::new(unknown_answer())),
        }
    }

    async fn insert_access(&self, new: NewAccess) -> Result<Inserted, StoreError> {
        new.check()?;
        let NewAccess {
            access,
            creates,
            refresh,
        } = &new;
        let mut call = self.call(&scripts::INSERT_ACCESS);
        access_args(&mut call, access);
        call.arg(if creates.is_some() { 6 } else { 0 });
        if let Some(grant) = creates {
            grant_args(&mut call, grant, grant.expires_at);
        }
        if let Some(start) = refresh {
            call.arg(&start.family.as_bytes()[..])
                .arg(&start.current.as_bytes()[..])
                .arg(start.scopes.as_str())
                .arg(start.expires_at.seconds());
        }
        self.inserted(call, "access token, grant or refresh family")
            .await
    }

    async fn find_access(&self, token: &TokenHash) -> Result<Option<AccessRecord>, StoreError> {
        let mut call = self.call(&scripts::FIND_ACCESS);
        call.arg(&token.as_bytes()[..]);
        let row: Option<Vec<u8>> = self.run(call).await?;
        let read = row.map(|row| packed::read(&row, |row| row.access(*token)));
        read.transpose()
    }

    async fn find_refresh(
        &self,
        client_id: &ClientId,
        family: &TokenHash,
    ) -> Result<Option<RefreshRecord>, StoreError> {
        type Row = (Vec<u8>, String, String, Vec<u8>, Vec<u8>, u64, u64);
        let mut call = self.call(&scripts::FIND_REFRESH);
        call.arg(client_id.as_str()).arg(&family.as_bytes()[..]);
        let row: Option<Row> = self.run(call).await?;
        let Some((grant, subject, scopes, current, previous, rotated_at, expires_at)) = row else {
            return Ok(None);
        };
        Ok(Some(RefreshRecord {
            grant: grant_id(&grant)?,
            subject: SubjectId::new(subject),
            scopes: ScopeSet::from_stored(&scopes),
            current: hash(&current)?,
            previous: if previous.is_empty() {
                None
            } else {
                Some(hash(&previous)?)
            },
            rotated_at: Timestamp::from_seconds(rotated_at),
            expires_at: Timestamp::from_seconds(expires_at),
        }))
    }

    async fn rotate_refresh(&self, rotation: RotateRefresh) -> Result<RotatedRefresh, StoreError> {
        let mut call = self.call(&scripts::ROTATE_REFRESH);
        call.arg(rotation.client_id.as_str())
            .arg(&rotation.family.as_bytes()[..])
            .arg(&rotation.presented.as_bytes()[..])
            .arg(&rotation.successor.as_bytes()[..])
            .arg(&rotation.salt.as_bytes()[..])
            .arg(rotation.scopes.as_str())
            .arg(rotation.retry_window.as_secs())
            .arg(rotation.now.seconds())
            .arg(MOST_RETRIES);
        access_args(&mut call, &rotation.access);
        let answer: Vec<Vec<u8>> = self.run(call).await?;
        let answer: Vec<_> = answer.iter().map(Vec::as_slice).collect();
        match answer.as_slice() {
            [b"rotated"] => Ok(RotatedRefresh::Rotated),
            [b"retried", salt] => {
                let salt = (*salt)
                    .try_into()
                    .map(Salt::from_stored)
                    .map_err(|_| StoreError::new(unknown_answer()))?;
                Ok(RotatedRefresh::Retried { salt })
            }
            [b"reused", grant] => Ok(RotatedRefresh::Reused(grant_id(grant)?)),
            [b"unknown"] => Ok(RotatedRefresh::Unknown),
            [b"taken"] => Err(taken("access token")),
            [b"foreign"] => {
                let told = "a refreshed access token hangs on the family's grant";
                Err(StoreError::new(told))
            }
            _ => Err(StoreError::new(unknown_answer())),
        }
    }

    async fn revoke_access(&self, token: &TokenHash) -> Result<(), StoreError> {
        let mut call = self.call(&scripts::REVOKE_ACCESS);
        call.arg(&token.as_bytes()[..]);
        self.run(call).await
    }

    async fn revoke_grant(&self, grant: GrantId, _now: Timestamp) -> Result<(), StoreError> {
        let mut call = self.call(&scripts::REVOKE_GRANT);
        call.arg(&grant.as_bytes()[..]);
        self.run(call).await
    }

    async fn revoke_subject(&self, subject: &SubjectId, now: Timestamp) -> Result<u64, StoreError> {
        let mut call = self.call(&scripts::REVOKE_SUBJECT);
        call.arg(subject.as_str()).arg(now.seconds());
        call.arg(&secret::random::<16>()[..]);
        self.run(call).await
    }

    async fn revoke_client(&self, client_id: &ClientId, now: Timestamp) -> Result<u64, StoreError> {
        let mut call = self.call(&scripts::REVOKE_CLIENT);
        call.arg(client_id.as_str()).arg(now.seconds());
        call.arg(&secret::random::<16>()[..]);
        self.run(call).await
    }

    async fn grants_of(
        &self,
        subject: &SubjectId,
        now: Timestamp,
    ) -> Result<Vec<GrantSummary>, StoreError> {
        type Row = (Vec<u8>, String, String, u64, u64);
        let mut call = self.call(&scripts::GRANTS_OF);
        call.arg(subject.as_str()).arg(now.seconds());
        let rows: Vec<Row> = self.run(call).await?;
        let read = |(id, client_id, scopes, created_at, used_at): Row| {
            Ok(GrantSummary {
                id: grant_id(&id)?,
                client_id: ClientId::parse(&client_id)
                    .ok_or_else(|| StoreError::new(unknown_answer()))?,
                scopes: ScopeSet::from_stored(&scopes),
                created_at: Timestamp::from_seconds(created_at),
                used_at: Timestamp::from_seconds(used_at),
            })
        };
        let mut grants: Vec<_> = rows
            .into_iter()
            .map(read)
            .collect::<Result<_, StoreError>>()?;
        grants.sort_unstable_by_key(|grant| (std::cmp::Reverse(grant.created_at), grant.id));
        Ok(grants)
    }

    async fn insert_session(&self, session: SessionRecord) -> Result<Inserted, StoreError> {
        let mut call = self.call(&scripts::INSERT_SESSION);
        call.arg(&session.hash.as_bytes()[..])
            .arg(Writer::default().session(&session).done())
            .arg(session.subject.as_str())
            .arg(session.created_at.seconds())
            .arg(session.seen_at.seconds())
            .arg(session.expires_at.seconds());
        self.inserted(call, "session").await
    }

    async fn find_session(&self, session: &TokenHash) -> Result<Option<SessionRecord>, StoreError> {
        let mut call = self.call(&scripts::FIND_SESSION);
        call.arg(&session.as_bytes()[..]);
        let found: Option<(Vec<u8>, u64)> = self.run(call).await?;
        let read = found.map(|(row, seen_at)| {
            let seen_at = Timestamp::from_seconds(seen_at);
            packed::read(&row, |row| row.session(*session, seen_at))
        });
        read.transpose()
    }

    async fn touch_session(&self, session: &TokenHash, now: Timestamp) -> Result<(), StoreError> {
        let mut call = self.call(&scripts::TOUCH_SESSION);
        call.arg(&session.as_bytes()[..]).arg(now.seconds());
        self.run(call).await
    }

    async fn end_session(&self, session: &TokenHash) -> Result<(), StoreError> {
        let mut call = self.call(&scripts::END_SESSION);
        call.arg(&session.as_bytes()[..]);
        self.run(call).await
    }

    async fn remember_consent(&self, consent: Consent) -> Result<(), StoreError> {
        self.consent(&consent, Some(&consent.scopes))
            .await
            .map(drop)
    }

    async fn has_consent(&self, consent: &Consent) -> Result<bool, StoreError> {
        let allowed = self.consent(consent, None).await?;
        Ok(allowed.is_some_and(|allowed| consent.scopes.is_subset(&allowed)))
    }

    /// Nothing: Redis lets every key go by itself.
    async fn purge_expired(&self, _now: Timestamp, _limit: u32) -> Result<u32, StoreError> {
        Ok(0)
    }
}

fn grant_id(bytes: &[u8]) -> Result<GrantId, StoreError> {
    let bytes = bytes
        .try_into()
        .map_err(|_| StoreError::new(unknown_answer()))?;
    Ok(GrantId::from_stored(bytes))
}

fn hash(bytes: &[u8]) -> Result<TokenHash, StoreError> {
    let bytes = bytes
        .try_into()
        .map_err(|_| StoreError::new(unknown_answer()))?;
    Ok(TokenHash::from_stored(bytes))
}
