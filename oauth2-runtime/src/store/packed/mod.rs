//! Values as bytes, one behind the other: records of stores that do not look into what they keep, and
//! tickets of pages.

#[cfg(any(feature = "key-value", feature = "redis"))]
mod records;

#[cfg(any(feature = "key-value", feature = "redis"))]
pub(super) use records::read;

use crate::clock::Timestamp;

/// Lengths and numbers have seven bits a byte, the lowest first; the last byte has no eighth bit.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// One that need not grow for so many bytes.
    #[cfg(feature = "redis")]
    pub(in crate::store) fn with_room(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    pub(crate) fn number(mut self, mut number: u64) -> Self {
        loop {
            let [low, ..] = number.to_le_bytes();
            number >>= 7;
            if number == 0 {
                self.0.push(low & 0x7f);
                return self;
            }
            self.0.push(low | 0x80);
        }
    }

    pub(crate) fn bytes(self, bytes: &[u8]) -> Self {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let mut longer = self.number(length);
        longer.0.extend_from_slice(bytes);
        longer
    }

    pub(crate) fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    /// A mark whether there is one, so that none is not the empty one.
    pub(crate) fn optional(self, bytes: Option<&[u8]>) -> Self {
        match bytes {
            None => self.number(0),
            Some(bytes) => self.number(1).bytes(bytes),
        }
    }

    pub(crate) fn time(self, at: Timestamp) -> Self {
        self.number(at.seconds())
    }

    pub(crate) fn done(self) -> Vec<u8> {
        self.0
    }
}

pub(crate) struct Reader<'row>(&'row [u8]);

/// Something that may be absent from a row that can be read.
pub(crate) struct Maybe<T>(pub(crate) Option<T>);

impl<'row> Reader<'row> {
    pub(crate) const fn new(row: &'row [u8]) -> Self {
        Self(row)
    }

    /// Whether all of it was read.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn bytes(&mut self) -> Option<&'row [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// None of it when there is none, or what `read` makes of it.
    pub(crate) fn optional<T>(
        &mut self,
        read: impl FnOnce(&'row [u8]) -> Option<T>,
    ) -> Option<Maybe<T>> {
        match self.number()? {
            0 => Some(Maybe(None)),
            _ => Some(Maybe(Some(read(self.bytes()?)?))),
        }
    }

    pub(crate) fn text(&mut self) -> Option<&'row str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    pub(crate) fn time(&mut self) -> Option<Timestamp> {
        self.number().map(Timestamp::from_seconds)
    }
}
