//! Failures counted in this process, in bounded memory.

use super::table::Table;
use super::{Budget, Throttle};
use crate::clock::Timestamp;
use crate::error::HookResult;
use async_trait::async_trait;
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::net::IpAddr;
use std::time::Duration;

/// The [`Throttle`] of one process, the default.
///
/// It takes half a mebibyte from the first failure or password on, for some 60,000 budgets; where
/// there is no room left, those that are forgotten soonest make it. A restart forgets them all.
#[derive(Default)]
pub struct MemoryThrottle {
    keys: RandomState,
    counted: Table,
}

impl MemoryThrottle {
    /// How long to wait for the slowest of these.
    pub(super) fn longest_wait<'b>(
        &self,
        placed: impl Iterator<Item = (&'b Budget<'b>, u64)>,
        now: Timestamp,
    ) -> Option<Duration> {
        if self.counted.is_empty() {
            return None;
        }
        let waits = placed.map(|(budget, place)| {
            let latest = now.seconds().saturating_add(limit(budget));
            let ends = self.counted.get(place);
            if ends > latest {
                // The clock was set back.
                let counted = self.counted.write();
                counted.change(place, |ends| ends.min(latest));
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
        let counted = self.counted.write();
        let waits = placed.map(|(budget, place)| {
            let ends = counted.change(place, |ends| {
                let more = spent(budget, ends, now).saturating_add(each(budget));
                let more = Duration::from_secs(more.min(limit(budget)));
                now.after(more).seconds()
            });
            wait(budget, ends, now)
        });
        longest(waits)
    }

    /// Forgets a failure at each of these.
    pub(super) fn forget_each<'b>(
        &self,
        placed: impl Iterator<Item = (&'b Budget<'b>, u64)>,
        now: Timestamp,
    ) {
        let counted = self.counted.write();
        for (budget, place) in placed {
            counted.change(place, |ends| {
                match spent(budget, ends, now).saturating_sub(each(budget)) {
                    0 => 0,
                    less => now.after(Duration::from_secs(less)).seconds(),
                }
            });
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
        f.debug_struct("MemoryThrottle")
            .field("counted", &self.counted.len())
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
            assert_eq!(throttle.counted.len(), usize::from(left > 0));
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
    async fn rubbish_takes_bounded_memory_and_frees_nobody() {
        let throttle = MemoryThrottle::default();
        fail(&throttle, "old", 3, NOW).await;
        for round in 0..3 * Table::MOST {
            fail(&throttle, &round.to_string(), 1, NOW).await;
        }
        assert_eq!(wait(&throttle, "old", NOW), 60);
        fail(&throttle, "new", 3, NOW).await;
        for round in 0..Table::MOST {
            fail(&throttle, &round.to_string(), 1, NOW).await;
        }
        assert_eq!(wait(&throttle, "new", NOW), 60);
        assert!(throttle.counted.len() <= Table::MOST);
    }
}
