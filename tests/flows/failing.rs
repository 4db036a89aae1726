//! A store of which one verb fails at a time.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{
    AccessRecord, Claim, Claimed, ClientId, CodeRecord, Consent, GrantId, GrantSummary, Inserted,
    NewAccess, RefreshRecord, RotateRefresh, RotatedRefresh, SessionRecord, StoreError, SubjectId,
    TakenCode, Timestamp, TokenHash,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::CAUSE;

pub(crate) struct Failing {
    inner: MemoryStore,
    verb: Mutex<&'static str>,
    called: Mutex<Vec<&'static str>>,
}

impl Failing {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            inner: MemoryStore::new(),
            verb: Mutex::default(),
            called: Mutex::default(),
        })
    }

    /// Lets this verb fail from now on.
    pub(crate) fn at(&self, verb: &'static str) {
        *self.verb.lock().unwrap() = verb;
    }

    /// How often this verb was called.
    pub(crate) fn calls(&self, verb: &str) -> usize {
        let called = self.called.lock().unwrap();
        called.iter().filter(|one| **one == verb).count()
    }

    fn check(&self, verb: &'static str) -> Result<(), StoreError> {
        self.called.lock().unwrap().push(verb);
        if *self.verb.lock().unwrap() == verb {
            return Err(StoreError::new(CAUSE));
        }
        Ok(())
    }
}

macro_rules! verbs {
    ($($name:ident($($arg:ident: $type:ty),*) -> $out:ty;)*) => {
        #[async_trait]
        impl Store for Failing {
            $(async fn $name(&self, $($arg: $type),*) -> Result<$out, StoreError> {
                self.check(stringify!($name))?;
                self.inner.$name($($arg),*).await
            })*
        }
    };
}

support::each_verb!(verbs);
