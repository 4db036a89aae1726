//! Failures counted in this process, in bounded memory.

use super::{Budget, Throttle};
use crate::clock::Timestamp;
use crate::error::HookResult;
use async_trait::async_trait;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher as _, BuildHasherDefault, Hasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many budgets with a failure are kept in a generation, and there are two.
const MOST_KEPT: usize = 1 << 16;

/// The [`Throttle`] of one process, the default.
///
/// It keeps 16 bytes for each budget that has failures, of the newest hundred thousand at least; a
/// restart forgets them.
#[derive(Default)]
pub struct MemoryThrottle {
    keys: RandomState,
    counted: Mutex<Counted>,
}

/// By budget, the second at which its last failure is forgotten. When the present generation is
/// full it becomes the one before, and that one is dropped: what somebody fills with rubbish costs
/// no more memory and no search.
#[derive(Default)]
struct Counted {
    present: HashMap<u64, u64, BuildHasherDefault<AsItIs>>,
    before: HashMap<u64, u64, BuildHasherDefault<AsItIs>>,
}

/// The keys are hashes under a secret of this process already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn write(&mut self, _: &[u8]) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Counted {
    /// The entry of a key, in the present generation.
    fn entry(&mut self, key: u64) -> &mut u64 {
        if self.present.len() >= MOST_KEPT && !self.present.contains_key(&key) {
            self.before = std::mem::take(&mut self.present);
        }
        let before = &mut self.before;
        let moved = || before.remove(&key).unwrap_or_default();
        self.present.entry(key).or_insert_with(moved)
    }

    fn get(&self, key: u64) -> u64 {
        let found = self.present.get(&key).or_else(|| self.before.get(&key));
        found.copied().unwrap_or_default()
    }

    fn forget(&mut self, key: u64) {
        self.present.remove(&key);
        self.before.remove(&key);
    }
}

impl MemoryThrottle {
    /// How long to wait for the slowest of these.
    pub(super) fn longest_wait<'b>(
        &self,
        placed: impl Iterator<Item = (&'b Budget<'b>, u64)>,
        now: Timestamp,
    ) -> Option<Duration> {
        let mut counted = self.counted();
        if counted.present.is_empty() && counted.before.is_empty() {
            return None;
        }
        let waits = placed.map(|(budget, place)| {
            let latest = now.seconds().saturating_add(limit(budget));
            let ends = counted.get(place);
            if ends > latest {
                // The clock was set back.
                *counted.entry(place) = latest;
            }
            wait(budget, ends, now)
        });
        longest(waits)
    }

    /// Counts a failure at each of these; how long to wait for the slowest as it was before.
    pub(super) fn count_each<'b>(
        &self,
        placed: impl Iterator<Item = (&'b Budget<'b>, u64)>,
        now: Timestamp,
    ) -> Option<Duration> {
        let mut counted = self.counted();
        let waits = placed.map(|(budget, place)| {
            let ends = counted.entry(place);
            let before = wait(budget, *ends, now);
            let more = spent(budget, *ends, now).saturating_add(each(budget));
            let more = Duration::from_secs(more.min(limit(budget)));
            *ends = now.after(more).seconds();
            before
        });
        longest(waits)
    }

    /// Forgets a failure at each of these.
    pub(super) fn forget_each<'b>(
        &self,
        placed: impl Iterator<Item = (&'b Budget<'b>, u64)>,
        now: Timestamp,
    ) {
        let mut counted = self.counted();
        for (budget, place) in placed {
            let less = spent(budget, counted.get(place), now).saturating_sub(each(budget));
            if less == 0 {
                counted.forget(place);
            } else {
                *counted.entry(place) = now.after(Duration::from_secs(less)).seconds();
            }
        }
    }

    /// The hash of an address under keys of this process: nobody can aim at another's.
    pub(super) fn hash(&self, address: Option<IpAddr>) -> u64 {
        let address = match address {
            Some(IpAddr::V4(address)) => address.to_ipv6_mapped().to_bits(),
            Some(IpAddr::V6(address)) => address.to_bits(),
            None => return 0,
        };
        let mut hasher = self.keys.build_hasher();
        hasher.write_u128(address);
        hasher.finish()
    }

    /// The place of a budget at this hash of its address: that itself, but for the kind, where there
    /// is no name. Kinds are told by their length, see `gate.rs`.
    pub(super) fn place(&self, budget: &Budget<'_>, address: u64) -> u64 {
        let before = address.wrapping_add(budget.kind.len() as u64);
        if budget.name.is_empty() {
            return before;
        }
        let mut hasher = self.keys.build_hasher();
        hasher.write_u64(before);
        hasher.write(budget.name.as_bytes());
        hasher.finish()
    }

    fn placed<'b>(&self, budgets: &'b [Budget<'b>]) -> impl Iterator<Item = (&'b Budget<'b>, u64)> {
        let place = |budget: &Budget<'_>| self.place(budget, self.hash(budget.address));
        budgets.iter().map(move |budget| (budget, place(budget)))
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Seconds until one more failure may be counted.
fn wait(budget: &Budget<'_>, ends: u64, now: Timestamp) -> u64 {
    spent(budget, ends, now)
        .saturating_add(each(budget))
        .saturating_sub(limit(budget))
}

fn longest(waits: impl Iterator<Item = u64>) -> Option<Duration> {
    let longest = waits.max().filter(|wait| *wait > 0);
    longest.map(Duration::from_secs)
}

/// Seconds until all that is counted is forgotten; no more than the limit, should the clock have
/// been set back.
fn spent(budget: &Budget<'_>, ends: u64, now: Timestamp) -> u64 {
    ends.saturating_sub(now.seconds()).min(limit(budget))
}

fn each(budget: &Budget<'_>) -> u64 {
    budget.each.as_secs().max(1)
}

fn limit(budget: &Budget<'_>) -> u64 {
    each(budget).saturating_mul(u64::from(budget.most))
}

#[async_trait]
impl Throttle for MemoryThrottle {
    async fn wait(&self, budgets: &[Budget<'_>], now: Timestamp) -> HookResult<Option<Duration>> {
        Ok(self.longest_wait(self.placed(budgets), now))
    }

    async fn count(&self, budgets: &[Budget<'_>], now: Timestamp) -> HookResult<Option<Duration>> {
        Ok(self.count_each(self.placed(budgets), now))
    }

    async fn give_back(&self, budgets: &[Budget<'_>], now: Timestamp) -> HookResult<()> {
        self.forget_each(self.placed(budgets), now);
        Ok(())
    }
}

/// The number of budgets alone: whose they are is not for the log.
impl fmt::Debug for MemoryThrottle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = self.counted();
        f.debug_struct("MemoryThrottle")
            .field("counted", &(counted.present.len() + counted.before.len()))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn budget(name: &str) -> Budget<'_> {
        Budget {
            kind: "secret",
            name,
            address: None,
            most: 3,
            each: Duration::from_secs(60),
        }
    }

    async fn fail(throttle: &MemoryThrottle, name: &str, times: usize, now: Timestamp) {
        for _ in 0..times {
            throttle.count(&[budget(name)], now).await.expect("counts");
        }
    }

    fn wait(throttle: &MemoryThrottle, name: &str, now: Timestamp) -> u64 {
        let budgets = [budget(name)];
        let wait = throttle.longest_wait(throttle.placed(&budgets), now);
        wait.map_or(0, |wait| wait.as_secs())
    }

    #[tokio::test]
    async fn what_is_counted_beyond_the_limit_is_not_owed() {
        let throttle = MemoryThrottle::default();
        fail(&throttle, "a", 1000, NOW).await;
        assert_eq!(wait(&throttle, "a", NOW), 60);
        assert_eq!(wait(&throttle, "a", NOW.after(Duration::from_secs(60))), 0);
        assert_eq!(wait(&throttle, "b", NOW), 0);
    }

    #[tokio::test]
    async fn what_is_given_back_may_be_had_again_and_leaves_nothing() {
        let throttle = MemoryThrottle::default();
        fail(&throttle, "a", 3, NOW).await;
        for left in [2, 1, 0] {
            throttle
                .give_back(&[budget("a")], NOW)
                .await
                .expect("counts");
            assert_eq!(wait(&throttle, "a", NOW), 0);
            assert_eq!(throttle.counted().present.len(), usize::from(left > 0));
        }
    }

    #[tokio::test]
    async fn a_clock_that_is_set_back_by_a_year_locks_nobody_out() {
        let throttle = MemoryThrottle::default();
        fail(
            &throttle,
            "a",
            3,
            NOW.after(Duration::from_secs(365 * 86_400)),
        )
        .await;
        assert_eq!(wait(&throttle, "a", NOW), 60);
        assert_eq!(wait(&throttle, "a", NOW.after(Duration::from_secs(60))), 0);
    }

    #[tokio::test]
    async fn rubbish_takes_bounded_memory_and_the_newest_is_kept() {
        let throttle = MemoryThrottle::default();
        fail(&throttle, "old", 3, NOW).await;
        for round in 0..3 * MOST_KEPT {
            fail(&throttle, &round.to_string(), 1, NOW).await;
        }
        fail(&throttle, "new", 3, NOW).await;
        for round in 0..MOST_KEPT / 2 {
            fail(&throttle, &round.to_string(), 1, NOW).await;
        }
        assert_eq!(wait(&throttle, "new", NOW), 60);
        assert_eq!(wait(&throttle, "old", NOW), 0);
        let counted = throttle.counted();
        assert!(counted.present.len() + counted.before.len() <= 2 * MOST_KEPT);
    }
}
