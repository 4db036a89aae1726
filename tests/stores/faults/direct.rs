//! A store written by its verbs, the long way: everything in memory, behind one lock, green under the
//! contract. The faults are put into it.

use oauth2_runtime::contract::Backend;
use oauth2_runtime::prelude::async_trait;
use oauth2_runtime::{
    AccessRecord, Claim, Claimed, ClientId, CodeRecord, Consent, GrantId, GrantRecord,
    GrantSummary, Inserted, NewAccess, RefreshFamily, RefreshRecord, RotateRefresh, RotatedRefresh,
    ScopeSet, SessionRecord, Store, StoreError, SubjectId, TakenCode, Timestamp, TokenHash,
};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// How long a revocation is remembered: nothing under way is older.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

type Answer<T> = Result<T, StoreError>;

/// What a step of a verb answers. With `None` it stops because something is revoked or unknown.
type Step<T> = Result<T, Option<StoreError>>;

#[derive(Clone, Default)]
pub(crate) struct OwnStore(Arc<Mutex<Rows>>);

#[derive(Clone, Default)]
struct Rows {
    /// A grant that is revoked is no longer here, and what hangs on it is void.
    grants: HashMap<GrantId, (GrantRecord, Option<RefreshFamily>)>,
    /// With whether it is spent.
    codes: HashMap<TokenHash, (CodeRecord, bool)>,
    access: HashMap<TokenHash, AccessRecord>,
    tickets: HashMap<TokenHash, Claim>,
    sessions: HashMap<TokenHash, SessionRecord>,
    consents: HashMap<(SubjectId, ClientId, TokenHash), ScopeSet>,
    /// When a person or a client was revoked.
    revoked: HashMap<(Option<SubjectId>, Option<ClientId>), Timestamp>,
}

fn twice() -> Step<()> {
    Err(Some(StoreError::new("it is kept already")))
}

fn put<K: Eq + Hash, R>(table: &mut HashMap<K, R>, key: K, row: R) -> Step<()> {
    table.insert(key, row).map_or(Ok(()), |_| twice())
}

impl OwnStore {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().unwrap()
    }

    /// Takes a verb through its steps on a copy of the rows, which is kept if no step stopped it.
    fn change<T>(&self, revoked: T, verb: impl FnOnce(&mut Rows) -> Step<T>) -> Answer<T> {
        let mut rows = self.rows();
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
        let marks = [(by.cloned(), None), (None, to.cloned())];
        let mut marks = marks.iter().filter_map(|whom| self.revoked.get(whom));
        let over = marks.any(|at| began < *at);
        if over { Err(None) } else { Ok(()) }
    }

    fn insert_grant(&mut self, it: GrantRecord) -> Step<()> {
        self.refuse(Some(&it.subject), Some(&it.client_id), it.created_at)?;
        put(&mut self.grants, it.id, (it, None))
    }

    fn insert_code(&mut self, it: CodeRecord) -> Step<()> {
        self.insert_grant(it.kept_grant())?;
        put(&mut self.codes, it.hash, (it, false))
    }

    fn insert_access(&mut self, it: AccessRecord) -> Step<()> {
        self.refuse(it.subject.as_ref(), Some(&it.client_id), it.issued_at)?;
        if let Some(id) = it.grant {
            let (grant, _) = self.grants.get_mut(&id).ok_or(None)?;
            grant.prolong(it.expires_at);
        }
        put(&mut self.access, it.hash, it)
    }

    fn family(&mut self, client: &ClientId, hash: &TokenHash) -> Step<&mut RefreshFamily> {
        let grants = self.grants.values_mut();
        let own = grants.filter(|(grant, _)| grant.client_id == *client);
        let mut families = own.filter_map(|(_, family)| family.as_mut());
        families.find(|it| it.family == *hash).ok_or(None)
    }

    fn revoke(&mut self, id: GrantId) {
        if let Some((it, _)) = self.grants.remove(&id) {
            let whose = (&it.subject, &it.client_id);
            self.consents.retain(|(by, to, _), _| (by, to) != whose);
        }
    }

    fn revoke_all(&mut self, by: Option<&SubjectId>, to: Option<&ClientId>, now: Timestamp) -> u64 {
        let mark = self.revoked.entry((by.cloned(), to.cloned()));
        mark.and_modify(|at| *at = now.max(*at)).or_insert(now);
        let other = |it: &SubjectId, client: &ClientId| by != Some(it) && to != Some(client);
        self.consents.retain(|(it, client, _), _| other(it, client));
        self.sessions.retain(|_, it| by != Some(&it.subject));
        self.access.retain(|_, it| to != Some(&it.client_id));
        let before = self.grants.len();
        self.grants
            .retain(|_, (it, _)| other(&it.subject, &it.client_id));
        (before - self.grants.len()) as u64
    }
}

#[async_trait]
impl Store for OwnStore {
    async fn claim_once(&self, claim: Claim, now: Timestamp) -> Answer<Claimed> {
        self.change(Claimed::Over, |rows| {
            if let Some(first) = rows.tickets.get(&claim.ticket) {
                let good = first.code_hash().is_none_or(|hash| {
                    rows.codes.get(&hash).is_some_and(|(code, spent)| {
                        !spent && code.expires_at > now && rows.grants.contains_key(&code.grant.id)
                    })
                });
                let again = good && claim.repeats(first.verdict, first.code_hash());
                return again.then_some(Claimed::Again).ok_or(None);
            }
            if let Some(code) = claim.given_code() {
                rows.insert_code(code.clone())?;
            }
            put(&mut rows.tickets, claim.ticket, claim)?;
            Ok(Claimed::First)
        })
    }

    async fn insert_code(&self, code: CodeRecord) -> Answer<Inserted> {
        self.change(Inserted::Revoked, |rows| {
            rows.insert_code(code).map(|()| Inserted::Live)
        })
    }

    async fn take_code(&self, by: &ClientId, hash: &TokenHash, _: Timestamp) -> Answer<TakenCode> {
        self.change(TakenCode::Unknown, |rows| {
            let code = rows.codes.get_mut(hash);
            let code = code.filter(|(code, _)| code.grant.client_id == *by);
            let (code, spent) = code.ok_or(None)?;
            let id = code.grant.id;
            if std::mem::replace(spent, true) {
                rows.revoke(id);
                return Ok(TakenCode::Spent(id));
            }
            rows.grants.get(&id).ok_or(None)?;
            Ok(TakenCode::Fresh(Box::new(code.clone())))
        })
    }

    async fn insert_access(&self, new: NewAccess) -> Answer<Inserted> {
        new.check()?;
        self.change(Inserted::Revoked, |rows| {
            if let Some(grant) = new.creates {
                rows.insert_grant(grant)?;
            }
            let AccessRecord {
                grant, issued_at, ..
            } = new.access;
            if let Some(start) = new.refresh {
                let known = rows.family(&new.access.client_id, &start.family).is_ok();
                let row = grant.and_then(|id| rows.grants.get_mut(&id));
                let (grant, family) = row.ok_or(None)?;
                if known || family.is_some() {
                    twice()?;
                }
                *family = Some(RefreshFamily::start(start, grant, issued_at));
            }
            rows.insert_access(new.access)?;
            Ok(Inserted::Live)
        })
    }

    async fn find_access(&self, hash: &TokenHash) -> Answer<Option<AccessRecord>> {
        let rows = self.rows();
        let live = |it: &&AccessRecord| it.grant.is_none_or(|id| rows.grants.contains_key(&id));
        Ok(rows.access.get(hash).filter(live).cloned())
    }

    async fn find_refresh(&self, by: &ClientId, hash: &TokenHash) -> Answer<Option<RefreshRecord>> {
        let mut rows = self.rows();
        let family = rows.family(by, hash).ok();
        Ok(family.map(|it| it.record.clone()))
    }

    async fn rotate_refresh(&self, it: RotateRefresh) -> Answer<RotatedRefresh> {
        self.change(RotatedRefresh::Unknown, |rows| {
            let family = rows.family(&it.client_id, &it.family)?;
            let rotated = family.rotate(&it).map_err(Some)?;
            match rotated {
                RotatedRefresh::Reused(id) => rows.revoke(id),
                _ => rows.insert_access(it.access)?,
            }
            Ok(rotated)
        })
    }

    async fn revoke_access(&self, hash: &TokenHash) -> Answer<()> {
        self.rows().access.remove(hash);
        Ok(())
    }

    async fn revoke_grant(&self, id: GrantId, _: Timestamp) -> Answer<()> {
        self.rows().revoke(id);
        Ok(())
    }

    async fn revoke_subject(&self, by: &SubjectId, now: Timestamp) -> Answer<u64> {
        Ok(self.rows().revoke_all(Some(by), None, now))
    }

    async fn revoke_client(&self, to: &ClientId, now: Timestamp) -> Answer<u64> {
        Ok(self.rows().revoke_all(None, Some(to), now))
    }

    async fn grants_of(&self, by: &SubjectId, now: Timestamp) -> Answer<Vec<GrantSummary>> {
        let rows = self.rows();
        let grants = rows.grants.values();
        let live = grants.filter(|(it, _)| it.subject == *by && it.expires_at > now);
        let told = live
            .map(|(grant, family)| grant.summary(family.as_ref().map(|it| it.record.rotated_at)));
        let mut told: Vec<_> = told.collect();
        told.sort_by_key(|it| std::cmp::Reverse(it.created_at));
        Ok(told)
    }

    async fn insert_session(&self, it: SessionRecord) -> Answer<Inserted> {
        self.change(Inserted::Revoked, |rows| {
            rows.refuse(Some(&it.subject), None, it.created_at)?;
            put(&mut rows.sessions, it.hash, it).map(|()| Inserted::Live)
        })
    }

    async fn find_session(&self, hash: &TokenHash) -> Answer<Option<SessionRecord>> {
        Ok(self.rows().sessions.get(hash).cloned())
    }

    async fn touch_session(&self, hash: &TokenHash, now: Timestamp) -> Answer<()> {
        let mut rows = self.rows();
        let session = rows.sessions.entry(*hash);
        session.and_modify(|it| it.seen_at = it.seen_at.max(now));
        Ok(())
    }

    async fn end_session(&self, hash: &TokenHash) -> Answer<()> {
        self.rows().sessions.remove(hash);
        Ok(())
    }

    async fn remember_consent(&self, it: Consent) -> Answer<()> {
        let key = (it.subject.clone(), it.client_id.clone(), it.place);
        let mut rows = self.rows();
        let allowed = rows.consents.entry(key).or_insert_with(ScopeSet::empty);
        *allowed = it.added_to(allowed);
        Ok(())
    }

    async fn has_consent(&self, it: &Consent) -> Answer<bool> {
        let key = (it.subject.clone(), it.client_id.clone(), it.place);
        let rows = self.rows();
        let allowed = rows.consents.get(&key);
        Ok(allowed.is_some_and(|allowed| it.scopes.is_subset(allowed)))
    }

    async fn purge_expired(&self, now: Timestamp, limit: u32) -> Answer<u32> {
        let (rows, mut left) = (&mut *self.rows(), limit);
        let mut stays = |end: Timestamp| {
            let goes = end <= now && left > 0;
            left -= u32::from(goes);
            !goes
        };
        rows.tickets.retain(|_, it| stays(it.kept_until()));
        rows.codes.retain(|_, (it, _)| stays(it.expires_at));
        rows.access.retain(|_, it| stays(it.expires_at));
        rows.sessions.retain(|_, it| stays(it.expires_at));
        rows.revoked.retain(|_, at| stays(at.after(A_DAY)));
        rows.grants.retain(|_, (it, _)| stays(it.expires_at));
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
