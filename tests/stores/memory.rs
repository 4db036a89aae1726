//! `MemoryStore` under the contract.

use oauth2_runtime::contract::Backend;
use oauth2_runtime::{MemoryStore, Store};
use std::sync::Arc;

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
