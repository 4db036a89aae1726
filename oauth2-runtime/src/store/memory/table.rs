//! Rows in many small tables: each grows and shrinks by itself, so that no request waits until a
//! million rows have moved, and almost all that rows took is given back when they are gone.

use crate::model::{ClientId, GrantId};
use crate::secret::TokenHash;
use hashbrown::HashTable;
use hashbrown::hash_table::{Entry, VacantEntry};
use std::array;

/// A row, which holds what it is found by.
pub(super) trait Row {
    type Key: Key;

    fn key(&self) -> &Self::Key;
}

/// What a row is found by.
pub(super) trait Key: PartialEq {
    /// Where to look for it: bits that are spread evenly, as those of a hash are.
    fn spread(&self) -> u64;
}

impl Key for TokenHash {
    fn spread(&self) -> u64 {
        spread(self.as_bytes())
    }
}

impl Key for GrantId {
    fn spread(&self) -> u64 {
        spread(self.as_bytes())
    }
}

/// Whose it is does not say where it lies.
impl Key for (TokenHash, ClientId) {
    fn spread(&self) -> u64 {
        self.0.spread()
    }
}

/// Mixed in all its bits, so that bytes which somebody made up for a test are spread too.
#[expect(clippy::cast_possible_truncation, reason = "the halves of a product")]
fn spread(bytes: &[u8]) -> u64 {
    let (words, _) = bytes.as_chunks();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let product = u128::from(words.fold(0, u64::wrapping_add)) * 0x9E37_79B9_7F4A_7C15;
    product as u64 ^ (product >> 64) as u64
}

/// The rows of one kind.
pub(super) struct Table<R>(Box<[HashTable<R>; PARTS]>);

/// So many that the doubling of one takes microseconds with a million rows, a millisecond with ten.
const PARTS: usize = 1024;

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self(Box::new(array::from_fn(|_| HashTable::new())))
    }
}

impl<R: Row> Table<R> {
    pub(super) fn get(&self, key: &R::Key) -> Option<&R> {
        let spread = key.spread();
        self.part(spread).find(spread, |row| row.key() == key)
    }

    pub(super) fn get_mut(&mut self, key: &R::Key) -> Option<&mut R> {
        let spread = key.spread();
        self.part_mut(spread)
            .find_mut(spread, |row| row.key() == key)
    }

    /// The place of a new row; `None` when it is taken.
    pub(super) fn vacant(&mut self, key: &R::Key) -> Option<VacantEntry<'_, R>> {
        let spread = key.spread();
        let part = self.part_mut(spread);
        match part.entry(spread, |row| row.key() == key, place) {
            Entry::Vacant(place) => Some(place),
            Entry::Occupied(_) => None,
        }
    }

    pub(super) fn get_or_insert(&mut self, key: &R::Key, new: impl FnOnce() -> R) -> &mut R {
        let spread = key.spread();
        let part = self.part_mut(spread);
        part.entry(spread, |row| row.key() == key, place)
            .or_insert_with(new)
            .into_mut()
    }

    /// Keeps a row whose place is known not to be taken.
    pub(super) fn insert_new(&mut self, row: R) {
        let spread = place(&row);
        self.part_mut(spread).insert_unique(spread, row, place);
    }

    pub(super) fn remove(&mut self, key: &R::Key) -> Option<R> {
        self.remove_one(key.spread(), |row| row.key() == key)
    }

    /// Removes one of the rows that lie here.
    pub(super) fn remove_one(&mut self, spread: u64, chosen: impl Fn(&R) -> bool) -> Option<R> {
        let part = self.part_mut(spread);
        let is_it = |row: &R| place(row) == spread && chosen(row);
        let (row, _) = part.find_entry(spread, is_it).ok()?.remove();
        if part.len() < part.capacity() / 8 {
            make_smaller(part);
        }
        Some(row)
    }

    /// The rows that lie here: one, but for an accident.
    pub(super) fn at(&self, spread: u64) -> impl Iterator<Item = &R> {
        let near = self.part(spread).iter_hash(spread);
        near.filter(move |row| place(*row) == spread)
    }

    pub(super) fn retain(&mut self, mut chosen: impl FnMut(&mut R) -> bool) {
        for part in &mut *self.0 {
            part.retain(&mut chosen);
            make_smaller(part);
        }
    }

    #[expect(clippy::indexing_slicing, reason = "less than PARTS")]
    fn part(&self, spread: u64) -> &HashTable<R> {
        &self.0[number(spread)]
    }

    #[expect(clippy::indexing_slicing, reason = "less than PARTS")]
    fn part_mut(&mut self, spread: u64) -> &mut HashTable<R> {
        &mut self.0[number(spread)]
    }
}

fn place<R: Row>(row: &R) -> u64 {
    row.key().spread()
}

/// The greater of two numbers, of bits that a table does not look at itself as long as it is small:
/// so the tables are of many sizes, and do not all double in the same moment.
fn number(spread: u64) -> usize {
    let [.., a, b, c, _] = spread.to_le_bytes();
    let bits = u32::from_le_bytes([a, b, c, 0]) as usize;
    (bits % PARTS).max(bits / PARTS % PARTS)
}

/// With room for as many again.
fn make_smaller<R: Row>(part: &mut HashTable<R>) {
    part.shrink_to(part.len() * 2, place);
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Row for TokenHash {
        type Key = Self;

        fn key(&self) -> &Self {
            self
        }
    }

    #[test]
    fn what_rows_took_is_given_back_when_they_are_gone() {
        let room = |table: &Table<_>| table.0.iter().map(HashTable::capacity).sum::<usize>();
        let hashes = || {
            (0..50_000_u64).map(|number| {
                let mut bytes = [0; 32];
                bytes[24..].copy_from_slice(&number.to_be_bytes());
                TokenHash::from_stored(bytes)
            })
        };
        let mut table = Table::default();
        hashes().for_each(|hash| table.insert_new(hash));
        let full = room(&table);
        assert!(full >= 50_000 && hashes().all(|hash| table.get(&hash) == Some(&hash)));
        for hash in hashes() {
            assert!(table.remove(&hash).is_some() && table.get(&hash).is_none());
        }
        assert!(room(&table) < full / 8, "{} of {full}", room(&table));
    }
}
