//! `MemoryStore` under the contract.

use crate::contract::contract;
use crate::contract::sample::Shared;
use oauth2_runtime::{MemoryStore, Store as _};
use std::sync::Arc;

contract!(new());

fn new() -> (Shared, ()) {
    (Arc::new(MemoryStore::new()), ())
}

#[test]
fn it_says_that_it_forgets_unless_that_was_accepted() {
    assert!(MemoryStore::new().is_volatile());
    assert!(!MemoryStore::new().allow_any_issuer().is_volatile());
}
