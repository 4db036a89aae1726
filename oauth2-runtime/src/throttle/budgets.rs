//! What one attempt is counted at, and where those counts stand.

use super::{Budget, MemoryThrottle};
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};

/// One budget or two of one address; their places in memory are looked for once an attempt.
pub(super) struct Budgets<'a> {
    all: [Budget<'a>; 2],
    count: usize,
    /// Zero where it was not looked for yet.
    places: [AtomicU64; 2],
}

impl<'a> Budgets<'a> {
    pub(super) fn one(only: Budget<'a>) -> Self {
        Self {
            count: 1,
            ..Self::two(only, only)
        }
    }

    pub(super) fn two(first: Budget<'a>, second: Budget<'a>) -> Self {
        Self {
            all: [first, second],
            count: 2,
            places: Default::default(),
        }
    }

    /// Each, with its place.
    pub(super) fn placed(&self, here: &MemoryThrottle) -> impl Iterator<Item = (&Budget<'a>, u64)> {
        let mut address = None;
        self.iter().zip(&self.places).map(move |(budget, place)| {
            let known = place.load(Ordering::Relaxed);
            if known != 0 {
                return (budget, known);
            }
            let address = *address.get_or_insert_with(|| here.hash(budget.address));
            let found = here.place(budget, address);
            place.store(found, Ordering::Relaxed);
            (budget, found)
        })
    }
}

impl<'a> Deref for Budgets<'a> {
    type Target = [Budget<'a>];

    fn deref(&self) -> &[Budget<'a>] {
        self.all.get(..self.count).unwrap_or_default()
    }
}
