//! A store in memory that counts look-ups, lets a verb wait, and lets one fail after it was done.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{
    AccessRecord, Claim, Claimed, ClientId, CodeRecord, Consent, GrantId, GrantSummary, Inserted,
    NewAccess, RefreshRecord, RotateRefresh, RotatedRefresh, SessionRecord, StoreError, SubjectId,
    TakenCode, Timestamp, TokenHash,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Semaphore;

const LOOK_UP: &str = "find_access";

/// A clone is the same store.
#[derive(Clone)]
pub(super) struct Watched {
    inner: MemoryStore,
    state: Arc<State>,
}

struct State {
    look_ups: AtomicUsize,
    failing: Mutex<&'static str>,
    held: Mutex<&'static str>,
    arrived: Semaphore,
    gate: Semaphore,
}

impl Watched {
    pub(super) fn new() -> Self {
        Self {
            inner: MemoryStore::new(),
            state: Arc::new(State {
                look_ups: AtomicUsize::new(0),
                failing: Mutex::default(),
                held: Mutex::default(),
                arrived: Semaphore::new(0),
                gate: Semaphore::new(0),
            }),
        }
    }

    /// How often it was asked for an access token.
    pub(super) fn look_ups(&self) -> usize {
        self.state.look_ups.load(Ordering::SeqCst)
    }

    /// From now on this verb is done and then says that it failed.
    pub(super) fn fail(&self, verb: &'static str) {
        *self.state.failing.lock().unwrap() = verb;
    }

    /// The next call of this verb waits at the gate: a look-up when it has read its row, any other
    /// before it does anything.
    pub(super) fn hold(&self, verb: &'static str) {
        *self.state.held.lock().unwrap() = verb;
    }

    /// Waits until a call stands at the gate.
    pub(super) async fn arrived(&self) {
        self.state.arrived.acquire().await.unwrap().forget();
    }

    /// Lets one call through the gate.
    pub(super) fn open(&self) {
        self.state.gate.add_permits(1);
    }

    async fn before(&self, verb: &'static str) {
        if verb == LOOK_UP {
            self.state.look_ups.fetch_add(1, Ordering::SeqCst);
        } else {
            self.wait(verb).await;
        }
    }

    async fn after(&self, verb: &'static str) -> Result<(), StoreError> {
        if verb == LOOK_UP {
            self.wait(verb).await;
        }
        self.told(verb)
    }

    async fn wait(&self, verb: &'static str) {
        let held = {
            let mut held = self.state.held.lock().unwrap();
            let is_held = *held == verb;
            if is_held {
                *held = "";
            }
            is_held
        };
        if held {
            self.state.arrived.add_permits(1);
            self.state.gate.acquire().await.unwrap().forget();
        }
    }

    fn told(&self, verb: &'static str) -> Result<(), StoreError> {
        if *self.state.failing.lock().unwrap() == verb {
            return Err(StoreError::new("told to fail"));
        }
        Ok(())
    }
}

macro_rules! verbs {
    ($($name:ident($($arg:ident: $type:ty),*) -> $out:ty;)*) => {
        #[async_trait]
        impl Store for Watched {
            $(async fn $name(&self, $($arg: $type),*) -> Result<$out, StoreError> {
                self.before(stringify!($name)).await;
                let answer = self.inner.$name($($arg),*).await?;
                self.after(stringify!($name)).await?;
                Ok(answer)
            })*

            fn is_volatile(&self) -> bool {
                self.inner.is_volatile()
            }
        }
    };
}

support::each_verb!(verbs);
