//! Rows side by side in blocks: whoever keeps a row's slot finds it without a search, a new row lies
//! next to the last one, and a block whose rows are gone is given back.

/// A bit for each place of a block that is free.
type Free = u128;

const ROWS: u32 = Free::BITS;

/// Where a row stands, and which of the last four billion it is: no slot leads to another row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    at: u32,
    turn: u32,
}

impl Slot {
    /// The place alone, for who knows that it is taken.
    pub(super) const fn at(self) -> u32 {
        self.at
    }
}

const fn block(at: u32) -> usize {
    (at / ROWS) as usize
}

const fn place(at: u32) -> usize {
    (at % ROWS) as usize
}

/// The blocks. What stays of one without rows is half a byte for each; one that has a row keeps the
/// room of all, for rows to come, and so does the one that is filled next.
pub(super) struct Blocks<R> {
    all: Vec<Block<R>>,
    /// The numbers of those with a free place; the last is filled next.
    open: Vec<u32>,
    turn: u32,
}

struct Block<R> {
    rows: Vec<Option<Standing<R>>>,
    free: Free,
}

struct Standing<R> {
    turn: u32,
    row: R,
}

impl<R> Default for Blocks<R> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            open: Vec::new(),
            turn: 0,
        }
    }
}

impl<R> Blocks<R> {
    pub(super) fn get(&self, slot: Slot) -> Option<&R> {
        let standing = self.standing(slot.at)?;
        (standing.turn == slot.turn).then_some(&standing.row)
    }

    pub(super) fn get_mut(&mut self, slot: Slot) -> Option<&mut R> {
        let standing = self.standing_mut(slot.at)?;
        (standing.turn == slot.turn).then_some(&mut standing.row)
    }

    /// The row that stands at a place now.
    pub(super) fn row(&self, at: u32) -> Option<&R> {
        Some(&self.standing(at)?.row)
    }

    pub(super) fn row_mut(&mut self, at: u32) -> Option<&mut R> {
        Some(&mut self.standing_mut(at)?.row)
    }

    pub(super) fn slot(&self, at: u32) -> Option<Slot> {
        let turn = self.standing(at)?.turn;
        Some(Slot { at, turn })
    }

    fn standing(&self, at: u32) -> Option<&Standing<R>> {
        let rows = &self.all.get(block(at))?.rows;
        rows.get(place(at))?.as_ref()
    }

    fn standing_mut(&mut self, at: u32) -> Option<&mut Standing<R>> {
        let rows = &mut self.all.get_mut(block(at))?.rows;
        rows.get_mut(place(at))?.as_mut()
    }

    #[expect(clippy::indexing_slicing, reason = "an open block is one")]
    pub(super) fn insert(&mut self, row: R) -> (Slot, &mut R) {
        let number = match self.open.last() {
            Some(number) => *number,
            None => self.open_another(),
        };
        let turn = self.turn;
        self.turn = turn.wrapping_add(1);
        let block = &mut self.all[number as usize];
        let at = number * ROWS + block.free.trailing_zeros();
        if block.free.is_power_of_two() {
            self.open.pop();
        }
        let slot = Slot { at, turn };
        (slot, block.put(slot, row))
    }

    #[expect(clippy::indexing_slicing, reason = "an open block is one")]
    pub(super) fn remove(&mut self, slot: Slot) -> Option<R> {
        let number = slot.at / ROWS;
        let block = self.all.get_mut(block(slot.at))?;
        let was_full = block.free == 0;
        let row = block.take(slot)?;
        let next = self.open.last().copied();
        // Of those without a row, only the one that is filled next has room.
        let other = if was_full {
            self.open.push(number);
            next
        } else {
            (next != Some(number)).then_some(number)
        };
        if let Some(other) = other {
            self.all[other as usize].give_back();
        }
        Some(row)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut R> {
        let rows = self.all.iter_mut().flat_map(|block| &mut block.rows);
        rows.flatten().map(|standing| &mut standing.row)
    }

    /// Whether a row stands at a place.
    pub(super) fn stands(&self, at: u32) -> bool {
        self.all
            .get(block(at))
            .is_some_and(|block| block.free >> place(at) & 1 == 0)
    }

    pub(super) fn retain(&mut self, mut chosen: impl FnMut(&mut R) -> bool) {
        for (block, number) in self.all.iter_mut().zip(0..) {
            let was_full = block.free == 0;
            for (row, place) in block.rows.iter_mut().zip(0..) {
                if row.take_if(|row| !chosen(&mut row.row)).is_some() {
                    block.free |= 1 << place;
                }
            }
            if was_full && block.free != 0 {
                self.open.push(number);
            }
            block.give_back();
        }
    }

    /// Four billion rows take more memory than there is.
    fn open_another(&mut self) -> u32 {
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(Block {
            rows: Vec::new(),
            free: Free::MAX,
        });
        self.open.push(number);
        number
    }
}

impl<R> Block<R> {
    /// Takes the first free place: behind all that ever stood here, or between.
    #[expect(clippy::indexing_slicing, reason = "it was made if there was none")]
    fn put(&mut self, slot: Slot, row: R) -> &mut R {
        self.free &= self.free - 1;
        if self.rows.capacity() == 0 {
            self.rows.reserve_exact(ROWS as usize);
        }
        if self.rows.len() == place(slot.at) {
            self.rows.push(None);
        }
        let turn = slot.turn;
        &mut self.rows[place(slot.at)].insert(Standing { turn, row }).row
    }

    fn take(&mut self, slot: Slot) -> Option<R> {
        let row = self.rows.get_mut(place(slot.at))?;
        let standing = row.take_if(|row| row.turn == slot.turn)?;
        self.free |= 1 << place(slot.at);
        Some(standing.row)
    }

    fn give_back(&mut self) {
        if self.free == Free::MAX {
            self.rows = Vec::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_leads_to_its_own_row_and_to_none_when_that_is_gone() {
        let mut blocks = Blocks::default();
        let slots: Vec<_> = (0..400).map(|row| blocks.insert(row).0).collect();
        for (row, slot) in slots.iter().enumerate() {
            assert_eq!(blocks.get(*slot), Some(&row));
        }
        assert_eq!(blocks.remove(slots[70]), Some(70));
        let (slot, row) = blocks.insert(1000);
        assert_eq!((slot.at, *row), (slots[70].at, 1000));
        for gone in [blocks.get(slots[70]).copied(), blocks.remove(slots[70])] {
            assert_eq!(gone, None);
        }
        assert_eq!(blocks.get_mut(slots[70]), None);
        assert_eq!(blocks.get_mut(slot), Some(&mut 1000));
        assert_eq!(
            (blocks.slot(slot.at()), blocks.row(slot.at())),
            (Some(slot), Some(&1000))
        );
        let sum: usize = blocks.iter_mut().map(|row| *row).sum();
        assert_eq!(sum, (0..400).sum::<usize>() - 70 + 1000);
    }

    #[test]
    fn a_block_is_given_back_with_its_last_row_and_used_again() {
        let mut blocks = Blocks::default();
        let mut slots: Vec<_> = (0..1280).map(|row| blocks.insert(row).0).collect();
        let room = |blocks: &Blocks<_>| blocks.all.iter().map(|it| it.rows.capacity()).sum();
        assert_eq!((blocks.all.len(), room(&blocks)), (10, 1280_usize));
        // Every second one goes: its room waits for others.
        for slot in slots.iter().step_by(2) {
            assert!(blocks.remove(*slot).is_some());
        }
        assert_eq!(room(&blocks), 1280);
        // So does that of those which were not chosen.
        slots.extend((0..640).map(|row| blocks.insert(row + 10_000).0));
        blocks.retain(|row| *row < 10_000);
        slots.extend((0..640).map(|row| blocks.insert(row).0));
        assert_eq!(blocks.all.len(), 10);
        for slot in slots {
            blocks.remove(slot);
        }
        // The one that is filled next waits for rows to come.
        assert_eq!(room(&blocks), 128);
        for row in 0..200 {
            let (slot, _) = blocks.insert(row);
            assert_eq!((blocks.remove(slot), room(&blocks)), (Some(row), 128));
        }
        for row in 0..1280 {
            blocks.insert(row);
        }
        assert_eq!((blocks.all.len(), room(&blocks)), (10, 1280));
        assert!(blocks.open.is_empty());
        blocks.retain(|_| false);
        assert_eq!(room(&blocks), 0);
    }
}
