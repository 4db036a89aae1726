//! A store as a user writes one: everything in memory, behind one lock, green under the contract.

use oauth2_runtime::contract::Backend;
use oauth2_runtime::prelude::async_trait;
use oauth2_runtime::{
    AccessRecord, Claim, Claimed, ClientId, CodeRecord, Consent, GrantId, GrantRecord,
    GrantSummary, Inserted, NewAccess, RefreshRecord, RotateRefresh, RotatedRefresh, Salt,
    ScopeSet, SessionRecord, Store, StoreError, SubjectId, TakenCode, Timestamp, TokenHash,
    Verdict,
};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

type Answer<T> = Result<T, StoreError>;

/// What a step of a verb answers. With `None` it stops because something is revoked or unknown.
type Step<T> = Result<T, Option<StoreError>>;

/// Salt and scopes of the last rotation, and how often it was retried.
type Rotation = (Salt, ScopeSet, u8);

#[derive(Clone, Default)]
pub(crate) struct OwnStore(Arc<Mutex<Rows>>);

#[derive(Clone, Default)]
struct Rows {
    /// A grant that is revoked is no longer here, and what hangs on it is void.
    grants: HashMap<GrantId, GrantRecord>,
    /// With whether it is spent.
    codes: HashMap<TokenHash, (CodeRecord, bool)>,
    access: HashMap<TokenHash, AccessRecord>,
    families: HashMap<(ClientId, TokenHash), (RefreshRecord, Rotation)>,
    tickets: HashMap<TokenHash, Claim>,
    sessions: HashMap<TokenHash, SessionRecord>,
    consents: HashMap<(SubjectId, ClientId, TokenHash), ScopeSet>,
    /// When a person or a client was revoked.
    revoked: HashMap<(Option<SubjectId>, Option<ClientId>), Timestamp>,
}

fn failed<T>() -> Step<T> {
    let why = "it is kept already, or hangs on another grant";
    Err(Some(StoreError::new(why)))
}

fn put<K: Eq + std::hash::Hash, R>(table: &mut HashMap<K, R>, key: K, row: R) -> Step<()> {
    table.insert(key, row).map_or(Ok(()), |_| failed())
}

impl OwnStore {
    /// Takes a verb through its steps on a copy of the rows, which is kept if no step stopped it.
    fn change<T>(&self, revoked: T, verb: impl FnOnce(&mut Rows) -> Step<T>) -> Answer<T> {
        let mut rows = self.0.lock().unwrap();
        let mut copy = rows.clone();
        let answer = verb(&mut copy);
        if answer.is_ok() {
            *rows = copy;
        }
        answer.or_else(|stop| stop.map_or(Ok(revoked), Err))
    }
}

impl Rows {
    /// Stops what began in an earlier second than its person or its client was revoked.
    fn refuse(&self, by: Option<&SubjectId>, to: Option<&ClientId>, began: Timestamp) -> Step<()> {
        let person = by.and_then(|by| self.revoked.get(&(Some(by.clone()), None)));
        let client = to.and_then(|to| self.revoked.get(&(None, Some(to.clone()))));
        let over = person.max(client) > Some(&began);
        if over { Err(None) } else { Ok(()) }
    }

    fn insert_grant(&mut self, it: GrantRecord) -> Step<()> {
        self.refuse(Some(&it.subject), Some(&it.client_id), it.created_at)?;
        put(&mut self.grants, it.id, it)
    }

    /// A grant lives as long as what hangs on it.
    fn prolong(&mut self, id: GrantId, end: Timestamp) -> Step<&mut GrantRecord> {
        let grant = self.grants.get_mut(&id).ok_or(None)?;
        grant.expires_at = grant.expires_at.max(end);
        Ok(grant)
    }

    fn insert_code(&mut self, it: CodeRecord) -> Step<()> {
        self.insert_grant(it.grant.clone())?;
        self.prolong(it.grant.id, it.expires_at)?;
        put(&mut self.codes, it.hash, (it, false))
    }

    fn insert_access(&mut self, it: AccessRecord) -> Step<()> {
        self.refuse(it.subject.as_ref(), Some(&it.client_id), it.issued_at)?;
        if let Some(id) = it.grant {
            self.prolong(id, it.expires_at)?;
        }
        put(&mut self.access, it.hash, it)
    }

    fn revoke(&mut self, id: GrantId) {
        if let Some(it) = self.grants.remove(&id) {
            let GrantRecord {
                subject, client_id, ..
            } = it;
            self.consents
                .retain(|(by, to, _), _| *by != subject || *to != client_id);
        }
    }

    fn revoke_all(&mut self, by: Option<&SubjectId>, to: Option<&ClientId>, now: Timestamp) -> u64 {
        let mark = self.revoked.entry((by.cloned(), to.cloned()));
        let mark = mark.or_insert(now);
        *mark = now.max(*mark);
        let other = |it: &SubjectId, client: &ClientId| by != Some(it) && to != Some(client);
        self.consents.retain(|(it, client, _), _| other(it, client));
        self.sessions.retain(|_, it| by != Some(&it.subject));
        self.access.retain(|_, it| to != Some(&it.client_id));
        let gone = self
            .grants
            .extract_if(|_, it| !other(&it.subject, &it.client_id));
        gone.count() as u64
    }
}

#[async_trait]
impl Store for OwnStore {
    async fn claim_once(&self, mut claim: Claim, now: Timestamp) -> Answer<Claimed> {
        self.change(Claimed::Over, |rows| {
            if let Some(first) = rows.tickets.get(&claim.ticket) {
                let good = first.code.as_ref().is_none_or(|it| {
                    let unspent = rows.codes.get(&it.hash).is_some_and(|code| !code.1);
                    unspent && it.expires_at > now && rows.grants.contains_key(&it.grant.id)
                });
                let same = first.verdict == claim.verdict && first.code_hash() == claim.code_hash();
                let again = good && same;
                return again.then_some(Claimed::Again).ok_or(None);
            }
            claim.code = claim.code.filter(|_| claim.verdict == Verdict::Allow);
            if let Some(code) = claim.code.clone() {
                rows.insert_code(code)?;
            }
            put(&mut rows.tickets, claim.ticket, claim)?;
            Ok(Claimed::First)
        })
    }

    async fn insert_code(&self, code: CodeRecord) -> Answer<Inserted> {
        self.change(Inserted::Revoked, |rows| {
            rows.insert_code(code)?;
            Ok(Inserted::Live)
        })
    }

    async fn take_code(&self, by: &ClientId, hash: &TokenHash, _: Timestamp) -> Answer<TakenCode> {
        self.change(TakenCode::Unknown, |rows| {
            let code = rows.codes.get_mut(hash);
            let code = code.filter(|it| it.0.grant.client_id == *by);
            let (code, spent) = code.ok_or(None)?;
            if std::mem::replace(spent, true) {
                let id = code.grant.id;
                rows.revoke(id);
                return Ok(TakenCode::Spent(id));
            }
            rows.grants.get(&code.grant.id).ok_or(None)?;
            Ok(TakenCode::Fresh(Box::new(code.clone())))
        })
    }

    async fn insert_access(&self, new: NewAccess) -> Answer<Inserted> {
        self.change(Inserted::Revoked, |rows| {
            let it = new.access;
            if let Some(grant) = new.creates {
                if Some(grant.id) != it.grant {
                    return failed();
                }
                rows.insert_grant(grant)?;
            }
            rows.insert_access(it.clone())?;
            if let Some(start) = new.refresh {
                let mut others = rows.families.values();
                if it.grant.is_none() || others.any(|other| Some(other.0.grant) == it.grant) {
                    return failed();
                }
                let grant = rows.prolong(it.grant.ok_or(None)?, start.expires_at)?;
                grant.scopes = start.scopes;
                let family = RefreshRecord {
                    grant: grant.id,
                    subject: grant.subject.clone(),
                    scopes: grant.scopes.clone(),
                    current: start.current,
                    previous: None,
                    rotated_at: it.issued_at,
                    expires_at: start.expires_at,
                };
                let row = (family, (Salt::from_stored([0; 16]), ScopeSet::empty(), 0));
                put(&mut rows.families, (it.client_id, start.family), row)?;
            }
            Ok(Inserted::Live)
        })
    }

    async fn find_access(&self, hash: &TokenHash) -> Answer<Option<AccessRecord>> {
        let rows = self.0.lock().unwrap();
        let live = |it: &&AccessRecord| it.grant.is_none_or(|id| rows.grants.contains_key(&id));
        Ok(rows.access.get(hash).filter(live).cloned())
    }

    async fn find_refresh(&self, by: &ClientId, hash: &TokenHash) -> Answer<Option<RefreshRecord>> {
        let rows = self.0.lock().unwrap();
        let family = rows.families.get(&(by.clone(), *hash));
        let live = family.filter(|it| rows.grants.contains_key(&it.0.grant));
        Ok(live.map(|it| it.0.clone()))
    }

    async fn rotate_refresh(&self, it: RotateRefresh) -> Answer<RotatedRefresh> {
        self.change(RotatedRefresh::Unknown, |rows| {
            let family = rows.families.get_mut(&(it.client_id, it.family));
            let (family, (salt, scopes, retries)) = family.ok_or(None)?;
            let id = family.grant;
            rows.grants.get(&id).ok_or(None)?;
            if it.access.grant != Some(id) {
                return failed();
            }
            let in_time = it.now < family.rotated_at.after(it.retry_window) && *retries < 16;
            let same = Some(it.presented) == family.previous && it.scopes == *scopes;
            let answer = if it.presented == family.current {
                family.previous = Some(it.presented);
                (family.current, family.rotated_at) = (it.successor, it.now);
                (*salt, *scopes, *retries) = (it.salt, it.scopes, 0);
                RotatedRefresh::Rotated
            } else if in_time && same {
                *retries += 1;
                RotatedRefresh::Retried { salt: *salt }
            } else {
                rows.revoke(id);
                return Ok(RotatedRefresh::Reused(id));
            };
            rows.insert_access(it.access)?;
            Ok(answer)
        })
    }

    async fn revoke_access(&self, hash: &TokenHash) -> Answer<()> {
        self.0.lock().unwrap().access.remove(hash);
        Ok(())
    }

    async fn revoke_grant(&self, id: GrantId, _: Timestamp) -> Answer<()> {
        self.0.lock().unwrap().revoke(id);
        Ok(())
    }

    async fn revoke_subject(&self, by: &SubjectId, now: Timestamp) -> Answer<u64> {
        Ok(self.0.lock().unwrap().revoke_all(Some(by), None, now))
    }

    async fn revoke_client(&self, to: &ClientId, now: Timestamp) -> Answer<u64> {
        Ok(self.0.lock().unwrap().revoke_all(None, Some(to), now))
    }

    async fn grants_of(&self, by: &SubjectId, now: Timestamp) -> Answer<Vec<GrantSummary>> {
        let rows = self.0.lock().unwrap();
        let live = |it: &&GrantRecord| it.subject == *by && it.expires_at > now;
        let mut grants: Vec<_> = rows.grants.values().filter(live).cloned().collect();
        grants.sort_by_key(|it| std::cmp::Reverse(it.created_at));
        let used_at = |id| {
            let mut families = rows.families.values().map(|it| &it.0);
            families.find(|it| it.grant == id).map(|it| it.rotated_at)
        };
        let summary = |it: GrantRecord| GrantSummary {
            id: it.id,
            client_id: it.client_id,
            scopes: it.scopes,
            created_at: it.created_at,
            used_at: used_at(it.id).unwrap_or(it.created_at),
        };
        Ok(grants.into_iter().map(summary).collect())
    }

    async fn insert_session(&self, it: SessionRecord) -> Answer<Inserted> {
        self.change(Inserted::Revoked, |rows| {
            rows.refuse(Some(&it.subject), None, it.created_at)?;
            put(&mut rows.sessions, it.hash, it)?;
            Ok(Inserted::Live)
        })
    }

    async fn find_session(&self, hash: &TokenHash) -> Answer<Option<SessionRecord>> {
        Ok(self.0.lock().unwrap().sessions.get(hash).cloned())
    }

    async fn touch_session(&self, hash: &TokenHash, now: Timestamp) -> Answer<()> {
        if let Some(it) = self.0.lock().unwrap().sessions.get_mut(hash) {
            it.seen_at = it.seen_at.max(now);
        }
        Ok(())
    }

    async fn end_session(&self, hash: &TokenHash) -> Answer<()> {
        self.0.lock().unwrap().sessions.remove(hash);
        Ok(())
    }

    async fn remember_consent(&self, it: Consent) -> Answer<()> {
        let rows = &mut *self.0.lock().unwrap();
        let allowed = rows.consents.entry((it.subject, it.client_id, it.place));
        let allowed = allowed.or_insert_with(ScopeSet::empty);
        *allowed = ScopeSet::from_stored(&format!("{allowed} {}", it.scopes));
        Ok(())
    }

    async fn has_consent(&self, it: &Consent) -> Answer<bool> {
        let key = (it.subject.clone(), it.client_id.clone(), it.place);
        let allowed = self.0.lock().unwrap().consents.get(&key).cloned();
        Ok(allowed.is_some_and(|allowed| it.scopes.is_subset(&allowed)))
    }

    async fn purge_expired(&self, now: Timestamp, limit: u32) -> Answer<u32> {
        let (rows, mut left) = (&mut *self.0.lock().unwrap(), limit);
        let mut stays = |end: Timestamp, hours: u64| {
            let end = end.after(Duration::from_secs(hours * 60 * 60));
            let goes = end <= now && left > 0;
            left -= u32::from(goes);
            !goes
        };
        rows.tickets.retain(|_, it| stays(it.expires_at, 1));
        rows.codes.retain(|_, it| stays(it.0.expires_at, 0));
        rows.access.retain(|_, it| stays(it.expires_at, 0));
        rows.sessions.retain(|_, it| stays(it.expires_at, 0));
        rows.revoked.retain(|_, at| stays(*at, 24));
        rows.grants.retain(|_, it| stays(it.expires_at, 0));
        let grants = &rows.grants;
        rows.families
            .retain(|_, it| grants.contains_key(&it.0.grant));
        Ok(limit - left)
    }

    fn is_volatile(&self) -> bool {
        true
    }
}

impl Backend for OwnStore {
    async fn new() -> Self {
        Self::default()
    }

    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(self.clone())
    }
}

oauth2_runtime::store_contract!(OwnStore);
