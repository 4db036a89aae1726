//! Until when failures are remembered, in memory that does not grow.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// So many budgets stand side by side: one line of a cache.
const SIDE_BY_SIDE: usize = 8;

/// So many bits of a place say in which row a budget stands, ..
const ROW_BITS: u32 = 13;

/// .. and so many others which one of that row it is.
const NAME_BITS: u32 = 24;

/// The bits above those hold the second: thirty thousand years of them.
const LAST_SECOND: u64 = u64::MAX >> NAME_BITS;

/// By budget, the second at which its last failure is forgotten; nothing is kept before the first
/// one. Where a row is full, the budget that is forgotten soonest makes room: what somebody fills
/// with rubbish takes the places of other rubbish, and not of who is near the limit.
///
/// To look waits for nobody: every request of a client with a secret does, and few write.
#[derive(Default)]
pub(super) struct Table {
    rows: OnceLock<Box<[Row]>>,
    writing: Mutex<()>,
}

/// Each budget is the second, and behind it the bits that name it; zero is none.
#[derive(Default)]
#[repr(align(64))]
struct Row([AtomicU64; SIDE_BY_SIDE]);

impl Table {
    /// The most budgets that it can hold.
    #[cfg(test)]
    pub(super) const MOST: usize = SIDE_BY_SIDE << ROW_BITS;

    pub(super) fn is_empty(&self) -> bool {
        self.rows.get().is_none()
    }

    /// How many budgets it holds.
    pub(super) fn len(&self) -> usize {
        let rows = self.rows.get().into_iter().flatten();
        let budgets = rows.flat_map(|row| &row.0);
        budgets.filter(|budget| budget.load(Relaxed) != 0).count()
    }

    /// The second of the budget at this place, zero where nothing is counted.
    pub(super) fn get(&self, place: u64) -> u64 {
        let row = self.rows.get().and_then(|rows| rows.get(row(place)));
        let mut budgets = row.iter().flat_map(|row| &row.0).map(|it| it.load(Relaxed));
        let found = budgets.find(|budget| name(*budget) == name(place));
        found.map_or(0, |budget| budget >> NAME_BITS)
    }

    /// One at a time writes, so that no failure is lost.
    pub(super) fn write(&self) -> Writing<'_> {
        let rows = self.rows.get_or_init(|| {
            let rows = std::iter::repeat_with(Row::default);
            rows.take(1 << ROW_BITS).collect()
        });
        let alone = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        Writing {
            rows,
            _alone: alone,
        }
    }
}

/// The table, while nobody else writes.
pub(super) struct Writing<'a> {
    rows: &'a [Row],
    _alone: MutexGuard<'a, ()>,
}

impl Writing<'_> {
    /// Keeps the second of the budget at this place.
    pub(super) fn set(&self, place: u64, second: u64) {
        let soonest = || self.row(place).min_by_key(|budget| budget.load(Relaxed));
        if let Some(budget) = self.find(place).or_else(soonest) {
            let second = second.min(LAST_SECOND);
            budget.store(second << NAME_BITS | name(place), Relaxed);
        }
    }

    /// Keeps nothing of the budget at this place.
    pub(super) fn forget(&self, place: u64) {
        if let Some(budget) = self.find(place) {
            budget.store(0, Relaxed);
        }
    }

    fn find(&self, place: u64) -> Option<&AtomicU64> {
        let mut row = self.row(place);
        row.find(|budget| name(budget.load(Relaxed)) == name(place))
    }

    fn row(&self, place: u64) -> impl Iterator<Item = &AtomicU64> {
        let row = self.rows.get(row(place));
        row.into_iter().flat_map(|row| &row.0)
    }
}

fn row(place: u64) -> usize {
    (place >> (u64::BITS - ROW_BITS)) as usize
}

fn name(place: u64) -> u64 {
    place & !(u64::MAX << NAME_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forgotten_soonest_makes_room() {
        let table = Table::default();
        assert_eq!((table.get(7), table.len()), (0, 0));
        let others = 1..=u64::try_from(SIDE_BY_SIDE).expect("few");
        for other in others.clone() {
            table.write().set(other, 100 + other);
        }
        table.write().set(99, 50);
        assert_eq!((table.get(99), table.get(1)), (50, 0));
        table.write().set(99, 300);
        table.write().set(98, 60);
        assert_eq!((table.get(99), table.get(98), table.get(2)), (300, 60, 0));
        let kept = others.skip(2).all(|other| table.get(other) == 100 + other);
        assert!(kept && table.len() == SIDE_BY_SIDE);
    }

    #[test]
    fn what_is_forgotten_leaves_its_place_and_no_other() {
        let table = Table::default();
        table.write().set(7, 100);
        table.write().set(8, 200);
        table.write().forget(7);
        assert_eq!((table.get(7), table.get(8), table.len()), (0, 200, 1));
        for other in 9..30 {
            table.write().set(other, 100);
        }
        table.write().forget(7);
        assert_eq!((table.get(8), table.len()), (200, SIDE_BY_SIDE));
    }
}
