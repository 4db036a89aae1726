//! `MemoryStore` under the contract.

use oauth2_runtime::contract::Backend;
use oauth2_runtime::contract::sample::{at, code};
use oauth2_runtime::{MemoryStore, Store};
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
