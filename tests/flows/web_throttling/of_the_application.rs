//! A throttle that the application gives, as one that several processes share.

use super::{FEW, must_wait, password, placed, secret};
use crate::capture::Log;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{Budget, MemoryThrottle, Throttle, Timestamp};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::{Browser, SECRET, photos_with};

/// Writes down what it is asked.
#[derive(Clone, Debug, Default)]
struct Spy(Arc<Mutex<Vec<String>>>, Arc<MemoryThrottle>);

impl Spy {
    fn note(&self, verb: &str, budgets: &[Budget<'_>]) {
        for budget in budgets {
            let Budget {
                kind,
                name,
                address,
                most,
                each,
                ..
            } = budget;
            let address = address.map_or("-".into(), |address: IpAddr| address.to_string());
            let seconds = each.as_secs();
            let line = format!("{verb} {kind} {name} {address} {most} {seconds}");
            self.0.lock().expect("a lock").push(line);
        }
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("a lock"))
    }
}

#[async_trait]
impl Throttle for Spy {
    async fn wait(&self, budgets: &[Budget<'_>], now: Timestamp) -> HookResult<Option<Duration>> {
        self.note("wait", budgets);
        self.1.wait(budgets, now).await
    }

    async fn count(&self, budgets: &[Budget<'_>], now: Timestamp) -> HookResult<Option<Duration>> {
        self.note("count", budgets);
        self.1.count(budgets, now).await
    }

    async fn give_back(&self, budgets: &[Budget<'_>], now: Timestamp) -> HookResult<()> {
        self.note("back", budgets);
        self.1.give_back(budgets, now).await
    }
}

#[tokio::test]
async fn a_throttle_of_the_application_is_told_what_to_count_and_decides() {
    let spy = Spy::default();
    let settings = Settings::new(support::ISSUER).throttle(Arc::new(spy.clone()));
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = photos_with(store, settings, []);
    let mut app = placed(&Browser::new(&router), "203.0.113.7");
    password(&mut app, "Alice", "guess").await;
    assert_eq!(
        spy.take(),
        [
            "wait secret web 203.0.113.7 10 60",
            "wait address  203.0.113.7 100 6",
            "wait secret web 203.0.113.7 10 60",
            "wait address  203.0.113.7 100 6",
            "wait password at once alice 203.0.113.7 100 1",
            "wait password alice 203.0.113.7 10 60",
            "wait address  203.0.113.7 100 6",
            "count password at once alice 203.0.113.7 100 1",
            "back password at once alice 203.0.113.7 100 1",
            "count password alice 203.0.113.7 10 60",
            "count address  203.0.113.7 100 6",
        ]
    );
    for _ in 1..FEW {
        password(&mut app, "alice", "guess").await;
    }
    must_wait(&password(&mut app, "alice", "guess").await, "invalid_grant");
}

#[tokio::test]
async fn a_throttle_that_cannot_count_lets_nobody_pass() {
    #[derive(Debug)]
    struct Broken;
    #[async_trait]
    impl Throttle for Broken {
        async fn wait(&self, _: &[Budget<'_>], _: Timestamp) -> HookResult<Option<Duration>> {
            Err(HookError::msg(support::CAUSE))
        }
        async fn count(&self, _: &[Budget<'_>], _: Timestamp) -> HookResult<Option<Duration>> {
            Err(HookError::msg(support::CAUSE))
        }
        async fn give_back(&self, _: &[Budget<'_>], _: Timestamp) -> HookResult<()> {
            Err(HookError::msg(support::CAUSE))
        }
    }
    let log = Log::start();
    let settings = Settings::new(support::ISSUER).throttle(Arc::new(Broken));
    let store = Arc::new(MemoryStore::new().allow_any_issuer());
    let (router, ..) = photos_with(store, settings, []);
    let mut app = Browser::new(&router);
    let reply = secret(&mut app, "web", SECRET).await;
    reply.is_error(500, "server_error");
    log.holds_cause_of(&reply, "the token endpoint");
    app.sign_in().await.is_page(500);
    assert_eq!(app.ask_code(&[]).await.status, 303);
}
