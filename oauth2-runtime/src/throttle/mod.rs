//! How often somebody may fail before they must wait (RFC 6749 §2.3.1, §4.3.2, §10.10).
//!
//! Only failures are counted: by account and address, by client and address, and by address. What
//! is counted where stands in `gate.rs`, what counts in the trait.

mod budgets;
mod gate;
mod memory;
mod table;

use budgets::Budgets;
pub(crate) use gate::Gate;
pub use memory::MemoryThrottle;

use crate::clock::Timestamp;
use crate::error::HookResult;
use async_trait::async_trait;
use std::fmt;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// One thing whose failures are counted, and how many it may have.
///
/// ```text
/// kind "password", name "alice", address 203.0.113.7, most 10, each 60 s
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Budget<'a> {
    /// What fails there: a fixed word, of another length than any other kind's.
    pub kind: &'static str,
    /// Whose it is, an account or a client, as the caller wrote it; empty for an address alone.
    pub name: &'a str,
    /// Where the caller is; of IPv6 the network of 64 bits. None where it is not known.
    pub address: Option<IpAddr>,
    /// So many failures may be counted at one time.
    pub most: u32,
    /// After so long one of them is forgotten, in whole seconds.
    pub each: Duration,
}

/// Counts failures, and says when there were too many.
///
/// [`MemoryThrottle`] counts for one process. One that several processes share, as in Redis, is
/// given by [`Settings::throttle`](crate::Settings::throttle). A failure to count is an error, and
/// nobody passes.
///
/// ```
/// use oauth2_runtime::prelude::*;
/// use oauth2_runtime::{Budget, Throttle, Timestamp};
/// use std::time::Duration;
///
/// /// Where a gateway in front does the counting.
/// #[derive(Debug)]
/// struct Elsewhere;
///
/// #[async_trait]
/// impl Throttle for Elsewhere {
///     async fn wait(&self, _: &[Budget<'_>], _: Timestamp) -> HookResult<Option<Duration>> {
///         Ok(None)
///     }
///     async fn count(&self, _: &[Budget<'_>], _: Timestamp) -> HookResult<Option<Duration>> {
///         Ok(None)
///     }
///     async fn give_back(&self, _: &[Budget<'_>], _: Timestamp) -> HookResult<()> {
///         Ok(())
///     }
/// }
/// ```
#[async_trait]
pub trait Throttle: fmt::Debug + Send + Sync + 'static {
    /// How long until every one of these may fail once more; `None` when it may now. Counts nothing.
    async fn wait(&self, budgets: &[Budget<'_>], now: Timestamp) -> HookResult<Option<Duration>>;

    /// Counts one failure at each of these, but never more than [`Budget::most`]; answers what
    /// [`wait`](Self::wait) would have answered before, in the same step.
    async fn count(&self, budgets: &[Budget<'_>], now: Timestamp) -> HookResult<Option<Duration>>;

    /// Forgets one failure at each of these: what was counted beforehand turned out well.
    async fn give_back(&self, budgets: &[Budget<'_>], now: Timestamp) -> HookResult<()>;
}

/// The throttle of a server. The one in memory is asked without a detour: every request of a client
/// with a secret passes it.
#[derive(Clone, Debug)]
pub(crate) enum Throttling {
    Here(Arc<MemoryThrottle>),
    Shared(Arc<dyn Throttle>),
}

impl Throttling {
    fn wait<'a>(&'a self, budgets: &'a Budgets<'_>, now: Timestamp) -> Told<'a, Option<Duration>> {
        match self {
            Self::Here(here) => Told::Now(here.longest_wait(budgets.placed(here), now)),
            Self::Shared(shared) => Told::Later(shared.wait(budgets, now)),
        }
    }

    fn count<'a>(&'a self, budgets: &'a Budgets<'_>, now: Timestamp) -> Told<'a, Option<Duration>> {
        match self {
            Self::Here(here) => Told::Now(here.count_each(budgets.placed(here), now)),
            Self::Shared(shared) => Told::Later(shared.count(budgets, now)),
        }
    }

    fn give_back<'a>(&'a self, budgets: &'a Budgets<'_>, now: Timestamp) -> Told<'a, ()> {
        match self {
            Self::Here(here) => {
                here.forget_each(budgets.placed(here), now);
                Told::Now(())
            }
            Self::Shared(shared) => Told::Later(shared.give_back(budgets, now)),
        }
    }
}

/// What a throttle says: at once where it is here.
enum Told<'a, T> {
    Now(T),
    Later(Pin<Box<dyn Future<Output = HookResult<T>> + Send + 'a>>),
}

impl Default for Throttling {
    fn default() -> Self {
        Self::Here(Arc::default())
    }
}
