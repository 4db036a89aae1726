//! What one attempt is counted at, and where those counts stand.

use super::{Budget, MemoryThrottle};
use std::ops::Deref;
use std::sync::OnceLock;

/// One budget or two of one address; their places in memory are looked for once an attempt.
pub(super) struct Budgets<'a> {
    all: [Budget<'a>; 2],
    count: usize,
    address: OnceLock<u64>,
    places: [OnceLock<u64>; 2],
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
            address: OnceLock::new(),
            places: Default::default(),
        }
    }

    /// Each, with its place.
    pub(super) fn placed(&self, here: &MemoryThrottle) -> impl Iterator<Item = (&Budget<'a>, u64)> {
        self.iter().zip(&self.places).map(|(budget, place)| {
            let place = place.get_or_init(|| {
                let address = self.address.get_or_init(|| here.hash(budget.address));
                here.place(budget, *address)
            });
            (budget, *place)
        })
    }
}

impl<'a> Deref for Budgets<'a> {
    type Target = [Budget<'a>];

    fn deref(&self) -> &[Budget<'a>] {
        self.all.get(..self.count).unwrap_or_default()
    }
}
