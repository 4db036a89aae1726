//! Where rows stand, by what spreads their keys: many small tables. Each grows and shrinks by itself,
//! so that no request waits until a million entries have moved.

use hashbrown::HashTable;
use hashbrown::hash_table::{Entry, VacantEntry};
use std::array;

pub(super) struct Index(Box<[HashTable<Known>; PARTS]>);

/// So many that the doubling of one takes a fourth of a millisecond with a million rows, one and a half
/// with ten, and so few that their heads are at hand.
const PARTS: usize = 256;

/// The place of one row. Of what spreads its key a half is kept, so that nothing else is looked at
/// when a table grows.
pub(super) struct Known {
    spread: u32,
    at: u32,
}

impl Known {
    fn hash(&self) -> u64 {
        hash(self.spread)
    }
}

/// A table looks at the lowest bits and at the highest.
fn hash(spread: u32) -> u64 {
    u64::from(spread) << 32 | u64::from(spread)
}

impl Default for Index {
    fn default() -> Self {
        Self(Box::new(array::from_fn(|_| HashTable::new())))
    }
}

impl Index {
    /// The place, of those with this spread, that is the one.
    pub(super) fn find(&self, spread: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let (part, spread) = split(spread);
        let is_it = |known: &Known| known.spread == spread && is_it(known.at);
        let known = self.part(part).find(hash(spread), is_it)?;
        Some(known.at)
    }

    /// Room for another place with this spread; `None` when one of them is the one.
    pub(super) fn vacant(
        &mut self,
        spread: u64,
        is_it: impl Fn(u32) -> bool,
    ) -> Option<Vacant<'_>> {
        let (part, spread) = split(spread);
        let is_it = |known: &Known| known.spread == spread && is_it(known.at);
        match self.part_mut(part).entry(hash(spread), is_it, Known::hash) {
            Entry::Vacant(known) => Some(Vacant { known, spread }),
            Entry::Occupied(_) => None,
        }
    }

    pub(super) fn remove(&mut self, spread: u64, at: u32) {
        let (part, spread) = split(spread);
        let part = self.part_mut(part);
        if let Ok(known) = part.find_entry(hash(spread), |known| known.at == at) {
            known.remove();
        }
        if part.len() < part.capacity() / 8 {
            // With room for as many again.
            part.shrink_to(part.len() * 2, Known::hash);
        }
    }

    pub(super) fn retain(&mut self, stands: impl Fn(u32) -> bool) {
        for part in &mut *self.0 {
            part.retain(|known| stands(known.at));
            part.shrink_to(part.len() * 2, Known::hash);
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(HashTable::len).sum()
    }

    #[cfg(test)]
    pub(super) fn room(&self) -> usize {
        self.0.iter().map(HashTable::capacity).sum()
    }

    #[expect(clippy::indexing_slicing, reason = "less than PARTS")]
    fn part(&self, number: usize) -> &HashTable<Known> {
        &self.0[number]
    }

    #[expect(clippy::indexing_slicing, reason = "less than PARTS")]
    fn part_mut(&mut self, number: usize) -> &mut HashTable<Known> {
        &mut self.0[number]
    }
}

/// Room for a place.
pub(super) struct Vacant<'a> {
    known: VacantEntry<'a, Known>,
    spread: u32,
}

impl Vacant<'_> {
    pub(super) fn insert(self, at: u32) {
        let spread = self.spread;
        self.known.insert(Known { spread, at });
    }
}

/// The number of the table, and what that is to look at. The number is the greater of two, so that
/// the tables are of many sizes, and do not all double in the same moment.
#[expect(clippy::cast_possible_truncation, reason = "two halves")]
fn split(spread: u64) -> (usize, u32) {
    let number = (spread >> 32) as usize;
    let part = (number % PARTS).max(number / PARTS % PARTS);
    (part, spread as u32)
}
