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
/// Only where all eight of a row are does one newcomer push out another, uncounted; to keep all rows
/// so takes a thousand failures a second, from thousands of networks.
///
/// To look waits for nobody: every request of a client with a secret does, and few write.
#[derive(Default)]
pub(super) struct Table {
    rows: OnceLock<Box<[Row]>>,
    writing: Mutex<()>,
}

/// Each budget is the second, and behind it the bits that name it, which are never zero; zero is none.
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
        let budgets = |row: &Row| row.0.iter().filter(|it| it.load(Relaxed) != 0).count();
        self.rows().iter().map(budgets).sum()
    }

    /// The second of the budget at this place, zero where nothing is counted.
    pub(super) fn get(&self, place: u64) -> u64 {
        let Some(row) = row(self.rows(), place) else {
            return 0;
        };
        let mut budgets = row.iter().map(|budget| budget.load(Relaxed));
        let found = budgets.find(|budget| is_named(*budget, place));
        found.map_or(0, |budget| budget >> NAME_BITS)
    }

    fn rows(&self) -> &[Row] {
        self.rows.get().map_or(&[], |rows| rows)
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
    /// Keeps of the budget at this place what `next` makes of its second, where zero is none; answers
    /// that second.
    pub(super) fn change(&self, place: u64, next: impl FnOnce(u64) -> u64) -> u64 {
        let Some(row) = row(self.rows, place) else {
            return 0;
        };
        let found = row
            .iter()
            .find(|budget| is_named(budget.load(Relaxed), place));
        let kept = found.map_or(0, |budget| budget.load(Relaxed) >> NAME_BITS);
        let second = next(kept).min(LAST_SECOND);
        let soonest = || row.iter().min_by_key(|budget| budget.load(Relaxed));
        let (budget, written) = match second {
            0 => (found, 0),
            _ => (found.or_else(soonest), second << NAME_BITS | name(place)),
        };
        if let Some(budget) = budget {
            budget.store(written, Relaxed);
        }
        kept
    }
}

/// The row of a place; none where there are no rows yet.
fn row(rows: &[Row], place: u64) -> Option<&[AtomicU64; SIDE_BY_SIDE]> {
    let row = rows.get((place >> (u64::BITS - ROW_BITS)) as usize)?;
    Some(&row.0)
}

fn is_named(budget: u64, place: u64) -> bool {
    budget & !(u64::MAX << NAME_BITS) == name(place)
}

/// The lowest bits tell the kinds of one address apart, so the highest is the one that is always set.
fn name(place: u64) -> u64 {
    place & !(u64::MAX << NAME_BITS) | 1 << (NAME_BITS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(table: &Table, place: u64, second: u64) {
        table.write().change(place, |_| second);
    }

    #[test]
    fn what_is_forgotten_soonest_makes_room() {
        let table = Table::default();
        assert_eq!((table.get(7), table.len()), (0, 0));
        let others = 1..=u64::try_from(SIDE_BY_SIDE).expect("few");
        for other in others.clone() {
            set(&table, other, 100 + other);
        }
        set(&table, 99, 50);
        assert_eq!((table.get(99), table.get(1)), (50, 0));
        set(&table, 99, 300);
        set(&table, 98, 60);
        assert_eq!((table.get(99), table.get(98), table.get(2)), (300, 60, 0));
        let kept = others.skip(2).all(|other| table.get(other) == 100 + other);
        assert!(kept && table.len() == SIDE_BY_SIDE);
    }

    #[test]
    fn what_is_forgotten_leaves_its_place_and_no_other() {
        let table = Table::default();
        set(&table, 7, 100);
        set(&table, 8, 200);
        set(&table, 7, 0);
        assert_eq!((table.get(7), table.get(8), table.len()), (0, 200, 1));
        for other in 9..30 {
            set(&table, other, 100);
        }
        set(&table, 7, 0);
        assert_eq!((table.get(8), table.len()), (200, SIDE_BY_SIDE));
    }

    #[test]
    fn budgets_are_spread_over_all_rows_and_no_second_is_too_late() {
        let table = Table::default();
        let place = |number: u64| number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for number in 0..20_000 {
            set(&table, place(number), u64::MAX - number);
        }
        let kept = (0..20_000).filter(|number| table.get(place(*number)) == LAST_SECOND);
        assert!(kept.count() > 19_500);
    }

    #[test]
    fn only_what_is_later_is_brought_down() {
        let table = Table::default();
        table.write().change(7, |second| second.min(100));
        assert_eq!(table.len(), 0);
        for (second, left) in [(100, 80), (60, 60)] {
            set(&table, 7, second);
            table.write().change(7, |second| second.min(80));
            assert_eq!(table.get(7), left);
        }
    }
}
