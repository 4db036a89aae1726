//! A few verbs of a store, behind a pointer: what uses them is compiled once, and not again in the
//! crate of each provider; and with no more of it there, no verb is code that a provider would not
//! have without.

use super::{AccessRecord, Store};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::later::Later;
use crate::secret::TokenHash;
use std::time::Duration;

type Answer<'a, T> = Later<'a, T, StoreError>;

/// What deletes expired rows needs.
pub(crate) trait Expiring: Sync {
    fn purge(&self, now: Timestamp, limit: u32) -> Answer<'_, u32>;
    fn overdue(&self, now: Timestamp) -> Answer<'_, Option<Duration>>;
}

impl<S: Store> Expiring for S {
    fn purge(&self, now: Timestamp, limit: u32) -> Answer<'_, u32> {
        self.purge_expired(now, limit)
    }

    fn overdue(&self, now: Timestamp) -> Answer<'_, Option<Duration>> {
        Store::overdue(self, now)
    }
}

/// What an endpoint needs to which clients show access tokens.
pub(crate) trait Accesses: Sync {
    fn find<'a>(&'a self, token: &'a TokenHash) -> Answer<'a, Option<AccessRecord>>;
    fn revoke<'a>(&'a self, token: &'a TokenHash) -> Answer<'a, ()>;
}

impl<S: Store> Accesses for S {
    fn find<'a>(&'a self, token: &'a TokenHash) -> Answer<'a, Option<AccessRecord>> {
        self.find_access(token)
    }

    fn revoke<'a>(&'a self, token: &'a TokenHash) -> Answer<'a, ()> {
        self.revoke_access(token)
    }
}
