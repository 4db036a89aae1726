//! One verb amid another: before each call that a verb makes of its backend, one after the other, all
//! of another verb is done, and what comes of both is right.

use super::{access, app, at, code, consent, grant, hash, id, plain, refreshable, rotation};
use crate::own_store::Table;
use oauth2_runtime::prelude::async_trait;
use oauth2_runtime::{
    AccessRecord, Change, Claim, Claimed, Consent, Inserted, KeyValue, KeyValueStore,
    RotateRefresh, RotatedRefresh, Salt, ScopeSet, Store, StoreError, SubjectId, TakenCode,
    Timestamp, Verdict,
};
use std::pin::Pin;
use std::sync::{Arc, Mutex};

type Meanwhile = Pin<Box<dyn Future<Output = ()> + Send>>;

/// So many calls are left until the other verb is done.
#[derive(Clone)]
struct Interrupted(Table, Arc<Mutex<Option<(usize, Meanwhile)>>>);

impl Interrupted {
    async fn call(&self) {
        let due = {
            let mut other = self.1.lock().unwrap();
            match other.take() {
                Some((0, now)) => Some(now),
                later => {
                    *other = later.map(|(calls, it)| (calls - 1, it));
                    None
                }
            }
        };
        if let Some(now) = due {
            now.await;
        }
    }
}

#[async_trait]
impl KeyValue for Interrupted {
    async fn get(&self, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let mut values = Vec::new();
        for key in keys {
            self.call().await;
            values.extend(self.0.get(std::slice::from_ref(key)).await?);
        }
        Ok(values)
    }

    async fn commit(&self, changes: &[Change]) -> Result<bool, StoreError> {
        self.call().await;
        self.0.commit(changes).await
    }

    async fn list(
        &self,
        prefix: &[u8],
        after: &[u8],
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        self.call().await;
        self.0.list(prefix, after, limit).await
    }

    async fn expired(&self, now: Timestamp, limit: usize) -> Result<Vec<Vec<u8>>, StoreError> {
        self.call().await;
        self.0.expired(now, limit).await
    }
}

type Shared = Arc<KeyValueStore<Table>>;

/// Does the `other` verb at each moment amid the verb, and checks what came of both.
async fn amid<T>(
    before: impl AsyncFn(&Shared),
    verb: impl AsyncFn(&dyn Store) -> T,
    other: fn(Shared) -> Meanwhile,
    check: impl AsyncFn(&Shared, T),
) {
    for calls in 0.. {
        let table = Table::default();
        let store = Arc::new(KeyValueStore::new(table.clone()));
        before(&store).await;
        let later = Arc::new(Mutex::new(Some((calls, other(Arc::clone(&store))))));
        let interrupted = KeyValueStore::new(Interrupted(table, Arc::clone(&later)));
        let answer = verb(&interrupted).await;
        if later.lock().unwrap().is_some() {
            assert!(calls > 1, "{calls} calls");
            return;
        }
        check(&store, answer).await;
    }
}

async fn take(store: &dyn Store) -> TakenCode {
    store.take_code(&app(), &hash(1), at(1)).await.unwrap()
}

async fn with_code(store: &Shared) {
    let _ = store.insert_code(code(1)).await.unwrap();
}

async fn with_family(store: &Shared) {
    let _ = store.insert_access(refreshable(1, "alice")).await.unwrap();
}

async fn is_live(store: &Shared, number: u64) -> bool {
    store.find_access(&hash(number)).await.unwrap().is_some()
}

/// Neither is it fresh twice, nor does a code look unknown that another one just spent.
#[tokio::test]
async fn a_code_that_others_take_meanwhile_is_spent() {
    let spent = async |_: &Shared, taken| assert!(matches!(taken, TakenCode::Spent(_)));
    let once: fn(Shared) -> Meanwhile = |store| {
        Box::pin(async move {
            let taken = take(&*store).await;
            assert!(matches!(taken, TakenCode::Fresh(_)));
        })
    };
    amid(with_code, take, once, spent).await;
    let twice: fn(Shared) -> Meanwhile = |store| {
        Box::pin(async move {
            let _ = take(&*store).await;
            let _ = take(&*store).await;
        })
    };
    amid(with_code, take, twice, spent).await;
}

#[tokio::test]
async fn a_code_whose_grant_ends_meanwhile_is_unknown() {
    let unknown = async |_: &Shared, taken| assert!(matches!(taken, TakenCode::Unknown));
    amid(with_code, take, revoke_grant, unknown).await;
}

fn revoke_grant(store: Shared) -> Meanwhile {
    Box::pin(async move { store.revoke_grant(id(1), at(1)).await.unwrap() })
}

fn revoke_person(store: Shared) -> Meanwhile {
    Box::pin(async move {
        let alice = SubjectId::new("alice");
        store.revoke_subject(&alice, at(1)).await.unwrap();
    })
}

fn revoke_app(store: Shared) -> Meanwhile {
    Box::pin(async move {
        let _ = store.revoke_client(&app(), at(1)).await.unwrap();
    })
}

/// A mark is no condition, and what was kept under the one before is over all the same.
#[tokio::test]
async fn what_is_revoked_meanwhile_is_over() {
    let insert = async |store: &dyn Store| {
        let new = plain(access(2, &grant(1, "alice")));
        store.insert_access(new).await.unwrap()
    };
    amid(
        with_family,
        insert,
        revoke_grant,
        async |store, inserted| {
            assert_eq!(inserted, Inserted::Revoked);
            assert!(!is_live(store, 2).await);
        },
    )
    .await;
    for revoke in [revoke_person, revoke_app] {
        amid(with_family, insert, revoke, async |store, _| {
            assert!(!is_live(store, 1).await && !is_live(store, 2).await);
        })
        .await;
        let given = async |store: &dyn Store| store.insert_code(code(1)).await.unwrap();
        amid(
            async |_| {},
            given,
            revoke,
            async |store, _| {
                let taken = take(&**store).await;
                assert!(matches!(taken, TakenCode::Unknown), "{taken:?}");
            },
        )
        .await;
    }
    let own = async |store: &dyn Store| {
        let own = AccessRecord {
            grant: None,
            subject: None,
            ..access(2, &grant(1, "alice"))
        };
        store.insert_access(plain(own)).await.unwrap()
    };
    amid(
        async |_| {},
        own,
        revoke_app,
        async |store, _| {
            assert!(!is_live(store, 2).await);
        },
    )
    .await;
}

async fn rotate(store: &dyn Store) -> RotatedRefresh {
    let rotation = rotation(1, 2, "alice");
    store.rotate_refresh(rotation).await.unwrap()
}

#[tokio::test]
async fn a_rotation_that_comes_second_is_a_retry() {
    let first: fn(Shared) -> Meanwhile = |store| {
        Box::pin(async move {
            let first = RotateRefresh {
                salt: Salt::from_stored([3; 16]),
                ..rotation(1, 3, "alice")
            };
            let _ = store.rotate_refresh(first).await.unwrap();
        })
    };
    amid(with_family, rotate, first, async |store, rotated| {
        let salt = Salt::from_stored([3; 16]);
        assert_eq!(rotated, RotatedRefresh::Retried { salt });
        assert!(is_live(store, 2).await && is_live(store, 3).await);
        let family = store.find_refresh(&app(), &hash(1)).await.unwrap();
        assert_eq!(family.unwrap().current, hash(3));
    })
    .await;
}

#[tokio::test]
async fn a_family_that_is_revoked_meanwhile_has_no_successor() {
    for revoke in [revoke_grant, revoke_person, revoke_app] {
        amid(with_family, rotate, revoke, async |store, _| {
            assert!(!is_live(store, 2).await);
            let family = store.find_refresh(&app(), &hash(1)).await.unwrap();
            assert!(family.is_none());
        })
        .await;
    }
}

fn allowed(words: &str) -> Consent {
    Consent {
        scopes: ScopeSet::from_stored(words),
        ..consent(1)
    }
}

#[tokio::test]
async fn consents_that_meet_add_up_and_none_outlives_a_revocation() {
    let read = async |store: &dyn Store| {
        store.remember_consent(allowed("read")).await.unwrap();
    };
    let write: fn(Shared) -> Meanwhile =
        |store| Box::pin(async move { store.remember_consent(allowed("write")).await.unwrap() });
    amid(
        async |_| {},
        read,
        write,
        async |store, ()| {
            let both = store.has_consent(&allowed("read write")).await;
            assert!(both.unwrap());
        },
    )
    .await;
    let before = async |store: &Shared| {
        store.remember_consent(allowed("admin")).await.unwrap();
    };
    for revoke in [revoke_person, revoke_app] {
        amid(before, read, revoke, async |store, ()| {
            let earlier = store.has_consent(&allowed("admin")).await;
            assert!(!earlier.unwrap());
        })
        .await;
    }
}

fn yes(number: u64) -> Claim {
    Claim {
        ticket: hash(9),
        expires_at: at(600),
        verdict: Verdict::Allow,
        code: Some(code(number)),
    }
}

#[tokio::test]
async fn a_ticket_that_is_settled_meanwhile_is_over_or_the_same() {
    let settle = async |store: &dyn Store| store.claim_once(yes(1), at(0)).await.unwrap();
    let other: fn(Shared) -> Meanwhile = |store| {
        Box::pin(async move {
            let _ = store.claim_once(yes(2), at(0)).await.unwrap();
        })
    };
    amid(
        async |_| {},
        settle,
        other,
        async |store, claimed| {
            assert_eq!(claimed, Claimed::Over);
            assert!(matches!(take(&**store).await, TakenCode::Unknown));
        },
    )
    .await;
    let same: fn(Shared) -> Meanwhile = |store| {
        Box::pin(async move {
            let _ = store.claim_once(yes(1), at(0)).await.unwrap();
        })
    };
    amid(
        async |_| {},
        settle,
        same,
        async |store, claimed| {
            assert_eq!(claimed, Claimed::Again);
            assert!(matches!(take(&**store).await, TakenCode::Fresh(_)));
        },
    )
    .await;
}

/// A grant that gets another token while the sweeper is at it is there until the end of that.
#[tokio::test]
async fn what_is_prolonged_meanwhile_is_not_removed() {
    let sweep = async |store: &dyn Store| store.purge_expired(at(60), 100).await.unwrap();
    let token: fn(Shared) -> Meanwhile = |store| {
        Box::pin(async move {
            let new = plain(access(2, &grant(1, "alice")));
            let _ = store.insert_access(new).await.unwrap();
        })
    };
    let before = async |store: &Shared| {
        let brief = AccessRecord {
            expires_at: at(60),
            ..access(1, &grant(1, "alice"))
        };
        let mut new = plain(brief);
        new.creates = Some(grant(1, "alice"));
        let _ = store.insert_access(new).await.unwrap();
    };
    amid(before, sweep, token, async |store, _| {
        let alice = SubjectId::new("alice");
        let told = store.grants_of(&alice, at(61)).await.unwrap().len();
        // It may have come when the grant was removed, and was refused then.
        assert_eq!(is_live(store, 2).await, told == 1);
    })
    .await;
}
