//! The store that is broken in one way, over one that is not, and what it notes to be so.

use super::direct::OwnStore;
use oauth2_runtime::contract::{Backend, Severed};
use oauth2_runtime::{
    AccessRecord, ClientId, Clock as _, CodeRecord, Consent, Store, StoreError, SubjectId,
    SystemClock, TakenCode, TokenHash,
};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::task::yield_now;

pub(super) type Answer<T> = Result<T, StoreError>;

#[derive(Default)]
pub(super) struct Seen {
    pub(super) codes: HashMap<TokenHash, CodeRecord>,
    /// The secret that was current when a family was first looked at.
    pub(super) families: HashMap<TokenHash, TokenHash>,
    pub(super) spent: HashSet<TokenHash>,
    pub(super) tokens: HashMap<TokenHash, AccessRecord>,
    pub(super) last_token: Option<TokenHash>,
    pub(super) consents: Vec<Consent>,
    pub(super) severed: bool,
    pub(super) restarted: bool,
}

#[derive(Clone)]
pub(crate) struct Faulty {
    pub(super) fault: &'static str,
    pub(super) store: OwnStore,
    /// What every node knows.
    seen: Arc<Mutex<Seen>>,
    pub(super) rotations: Arc<tokio::sync::Mutex<()>>,
    /// What this node alone remembers.
    pub(super) own: Arc<Mutex<HashMap<TokenHash, AccessRecord>>>,
}

impl Faulty {
    pub(crate) fn with(fault: &'static str) -> Self {
        Self {
            fault,
            store: OwnStore::default(),
            seen: Arc::default(),
            rotations: Arc::default(),
            own: Arc::default(),
        }
    }

    pub(super) fn has(&self, fault: &str) -> bool {
        self.fault == fault
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    pub(super) fn reach(&self) -> Answer<()> {
        if self.seen().severed && !self.has("a_cut_is_no_error") {
            return Err(StoreError::new("the server is away"));
        }
        Ok(())
    }

    /// Whether a clock of the store's own has removed the token.
    pub(super) fn is_gone(&self, token: &AccessRecord) -> bool {
        let life = match self.fault {
            "a_clock_removes_early" => token.expires_at.since(token.issued_at) / 2,
            "a_token_goes_with_the_first_end_of_its_grant" => Duration::from_secs(2),
            _ => return false,
        };
        SystemClock.now() >= token.issued_at.after(life)
    }

    pub(super) fn person(&self, it: &SubjectId) -> SubjectId {
        match self.fault {
            "names_are_folded" => SubjectId::new(it.as_str().to_lowercase()),
            "names_end_at_a_zero" => SubjectId::new(it.as_str().split('\0').next().unwrap()),
            _ => it.clone(),
        }
    }

    pub(super) fn consent(&self, mut it: Consent) -> Consent {
        it.subject = self.person(&it.subject);
        match self.fault {
            "consent_is_for_every_client" => it.client_id = ClientId::parse("any").unwrap(),
            "consent_is_for_every_place" => it.place = TokenHash::from_stored([0; 32]),
            "keys_run_together" => {
                it.subject = SubjectId::new(format!("{}:{}", it.subject, it.client_id));
                it.client_id = ClientId::parse("any").unwrap();
            }
            _ => {}
        }
        it
    }

    pub(super) fn owner(&self, by: &ClientId, code: &TokenHash) -> ClientId {
        let seen = self.seen();
        let owner = seen.codes.get(code).map(|code| &code.grant.client_id);
        let same = |it: &&ClientId| it.as_str().eq_ignore_ascii_case(by.as_str());
        let owner = match self.fault {
            "a_code_is_anybodys" => owner,
            "clients_are_folded" => owner.filter(same),
            _ => None,
        };
        owner.unwrap_or(by).clone()
    }

    /// The code as it was kept, if it is known and was not yet taken.
    pub(super) async fn take_unlocked(&self, code: &TokenHash) -> Option<TakenCode> {
        let fresh = !self.seen().spent.contains(code);
        yield_now().await;
        let mut seen = self.seen();
        seen.spent.insert(*code);
        let code = seen.codes.get(code).filter(|_| fresh)?;
        Some(TakenCode::Fresh(Box::new(code.clone())))
    }
}

impl Backend for Faulty {
    async fn new() -> Self {
        Self::with("")
    }

    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(Self {
            own: Arc::default(),
            ..self.clone()
        })
    }
}

impl Severed for Faulty {
    async fn sever(&self) {
        let lost = self.seen().last_token;
        if let (Some(lost), "a_cut_loses_the_last_token") = (lost, self.fault) {
            self.store.revoke_access(&lost).await.unwrap();
        }
        self.seen().severed = true;
    }

    async fn mend(&self) {
        self.seen().severed = false;
    }
}
