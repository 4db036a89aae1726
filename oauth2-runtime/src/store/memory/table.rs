//! Rows that are found by a key.

use super::blocks::{Blocks, Slot};
use super::index::{self, Index};
use crate::model::GrantId;
use crate::secret::TokenHash;

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

/// Mixed in all its bits, so that bytes which somebody made up for a test are spread too.
#[expect(clippy::cast_possible_truncation, reason = "the halves of a product")]
fn spread(bytes: &[u8]) -> u64 {
    let (words, _) = bytes.as_chunks();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let product = u128::from(words.fold(0, u64::wrapping_add)) * 0x9E37_79B9_7F4A_7C15;
    product as u64 ^ (product >> 64) as u64
}

/// The rows of one kind.
pub(super) struct Table<R> {
    rows: Blocks<R>,
    index: Index,
}

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self {
            rows: Blocks::default(),
            index: Index::default(),
        }
    }
}

impl<R: Row> Table<R> {
    pub(super) fn get(&self, key: &R::Key) -> Option<&R> {
        self.rows.row(self.place(key)?)
    }

    pub(super) fn get_mut(&mut self, key: &R::Key) -> Option<&mut R> {
        let at = self.place(key)?;
        self.rows.row_mut(at)
    }

    pub(super) fn find(&self, key: &R::Key) -> Option<Slot> {
        self.rows.slot(self.place(key)?)
    }

    pub(super) fn at(&self, slot: Slot) -> Option<&R> {
        self.rows.get(slot)
    }

    pub(super) fn at_mut(&mut self, slot: Slot) -> Option<&mut R> {
        self.rows.get_mut(slot)
    }

    /// The row that stands at a place now.
    pub(super) fn row(&self, at: u32) -> Option<&R> {
        self.rows.row(at)
    }

    pub(super) fn slot(&self, at: u32) -> Option<Slot> {
        self.rows.slot(at)
    }

    /// Room for a new row; `None` when its key is taken.
    pub(super) fn vacant(&mut self, key: &R::Key) -> Option<Vacant<'_, R>> {
        let rows = &mut self.rows;
        let known = self.index.vacant(key.spread(), is_of(rows, key))?;
        Some(Vacant { known, rows })
    }

    pub(super) fn remove(&mut self, key: &R::Key) -> Option<R> {
        let slot = self.find(key)?;
        self.remove_at(slot)
    }

    pub(super) fn remove_at(&mut self, slot: Slot) -> Option<R> {
        let row = self.rows.remove(slot)?;
        self.index.remove(row.key().spread(), slot.at());
        Some(row)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut R> {
        self.rows.iter_mut()
    }

    pub(super) fn retain(&mut self, chosen: impl FnMut(&mut R) -> bool) {
        self.rows.retain(chosen);
        self.index.retain(|at| self.rows.stands(at));
    }

    fn place(&self, key: &R::Key) -> Option<u32> {
        self.index.find(key.spread(), is_of(&self.rows, key))
    }
}

/// Whether the row of this key stands at a place.
fn is_of<R: Row>(rows: &Blocks<R>, key: &R::Key) -> impl Fn(u32) -> bool {
    move |at| rows.row(at).is_some_and(|row| row.key() == key)
}

/// Room for a row.
pub(super) struct Vacant<'a, R> {
    known: index::Vacant<'a>,
    rows: &'a mut Blocks<R>,
}

impl<'a, R> Vacant<'a, R> {
    pub(super) fn insert(self, row: R) -> (Slot, &'a mut R) {
        let (slot, row) = self.rows.insert(row);
        self.known.insert(slot.at());
        (slot, row)
    }
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
    fn what_tells_where_rows_stand_is_given_back_when_they_are_gone() {
        let hashes = || {
            (0..50_000_u64).map(|number| {
                let mut bytes = [0; 32];
                bytes[24..].copy_from_slice(&number.to_be_bytes());
                TokenHash::from_stored(bytes)
            })
        };
        let mut table = Table::default();
        for hash in hashes() {
            table.vacant(&hash).unwrap().insert(hash);
        }
        let full = table.index.room();
        assert!(full >= 50_000 && hashes().all(|hash| table.get(&hash) == Some(&hash)));
        assert!(hashes().all(|hash| table.vacant(&hash).is_none()));
        for hash in hashes() {
            assert!(table.remove(&hash).is_some() && table.get(&hash).is_none());
        }
        let left = table.index.room();
        assert!(left < full / 8, "{left} of {full}");
    }

    #[test]
    fn rows_that_are_not_chosen_go_and_the_others_are_found() {
        let hash = |number| TokenHash::from_stored([number; 32]);
        let mut table = Table::default();
        let slots: Vec<_> = (0..200)
            .map(|number| table.vacant(&hash(number)).unwrap().insert(hash(number)).0)
            .collect();
        table.retain(|row| row.as_bytes()[0] % 2 == 0);
        for (number, slot) in (0..200).zip(slots) {
            let kept = (number % 2 == 0).then(|| hash(number));
            assert_eq!(table.get(&hash(number)), kept.as_ref());
            assert_eq!(table.at(slot), kept.as_ref());
        }
        assert_eq!((table.iter_mut().count(), table.index.len()), (100, 100));
    }
}
