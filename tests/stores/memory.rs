//! `MemoryStore` under the contract.

use oauth2_runtime::contract::Backend;
use oauth2_runtime::contract::sample::{at, code};
use oauth2_runtime::{AccessRecord, ClientId, MemoryStore, NewAccess, ScopeSet, Store, TokenHash};
use std::sync::Arc;
use std::time::Duration;

struct Memory(MemoryStore);

impl Backend for Memory {
    async fn new() -> Self {
        Self(MemoryStore::new())
    }

    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(self.0.clone())
    }
}

oauth2_runtime::store_contract!(Memory);

#[test]
fn it_says_that_it_forgets_unless_that_was_accepted() {
    assert!(MemoryStore::new().is_volatile());
    assert!(!MemoryStore::new().allow_any_issuer().is_volatile());
}

#[tokio::test]
async fn what_is_overdue_is_told() {
    let store = MemoryStore::new();
    let _ = store.insert_code(code(1)).await.unwrap();
    let told = store.overdue(at(99)).await.unwrap();
    assert_eq!(told, Some(Duration::from_secs(39)));
    assert_eq!(store.overdue(at(59)).await.unwrap(), None);
}

/// The store's tables add up the four words of a hash: so these lie at one place.
#[tokio::test]
async fn of_tokens_at_one_place_each_ends_at_its_own_time() {
    let store = MemoryStore::new();
    let hash = |number: usize| {
        let mut bytes = [0; 32];
        bytes[8 * number] = 1;
        TokenHash::from_stored(bytes)
    };
    for (number, expires) in [(1, 30), (2, 10), (3, 20)] {
        let access = AccessRecord {
            hash: hash(number),
            grant: None,
            client_id: ClientId::parse("app").unwrap(),
            subject: None,
            scopes: ScopeSet::empty(),
            issued_at: at(0),
            expires_at: at(expires),
        };
        let new = NewAccess {
            access,
            creates: None,
            refresh: None,
        };
        let _ = store.insert_access(new).await.unwrap();
    }
    for (now, left) in [
        (9, vec![1, 2, 3]),
        (10, vec![1, 3]),
        (20, vec![1]),
        (30, vec![]),
    ] {
        let _ = store.purge_expired(at(now), 10).await.unwrap();
        let mut found = Vec::new();
        for number in [1, 2, 3] {
            let token = store.find_access(&hash(number)).await.unwrap();
            found.extend(token.map(|_| number));
        }
        assert_eq!(found, left, "{now}");
    }
}
