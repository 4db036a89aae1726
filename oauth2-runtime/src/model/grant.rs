//! What a client holds on somebody's behalf, and the words that name the ways to get it.

use super::client_id::ClientId;
use super::scope::ScopeSet;
use super::words::Words;
use crate::clock::{self, Timestamp};
use crate::secret;
use std::cmp::Ordering;
use std::fmt;

/// The identifier of one grant: one consent, with every token that came from it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GrantId([u8; 16]);

impl GrantId {
    pub(crate) fn fresh() -> Self {
        Self::made_at(clock::milliseconds())
    }

    /// The moment, and ten random bytes (as RFC 9562 §5.7): grants that come into being together lie
    /// together in every store's index.
    fn made_at(milliseconds: u64) -> Self {
        let random = u128::from_be_bytes(secret::random()) >> 48;
        Self((u128::from(milliseconds) << 80 | random).to_be_bytes())
    }

    /// The 16 bytes to keep.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The identifier that a store kept earlier, read back.
    #[must_use]
    pub const fn from_stored(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// In the order of the bytes, compared as a number.
impl Ord for GrantId {
    fn cmp(&self, other: &Self) -> Ordering {
        u128::from_be_bytes(self.0).cmp(&u128::from_be_bytes(other.0))
    }
}

impl PartialOrd for GrantId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for GrantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for GrantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A grant as a page or an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantSummary {
    /// Which grant.
    pub id: GrantId,
    /// Who holds it.
    pub client_id: ClientId,
    /// What it allows.
    pub scopes: ScopeSet,
    /// When it was given.
    pub created_at: Timestamp,
    /// When it was last used to get a token: at the last rotation of its refresh token or its first
    /// exchange; as `created_at` where no refresh token came of it.
    pub used_at: Timestamp,
}

/// A word of the attribute's `grants(..)`: a marker type of [`crate::grants`].
pub trait GrantWord: 'static {
    /// The word.
    const WORD: &'static str;
}

/// A list of grants for a client: one marker of [`crate::grants`] or a tuple of them.
pub trait GrantKind {
    /// The words.
    const WORDS: &'static [&'static str];
}

impl<G: GrantWord> GrantKind for G {
    const WORDS: &'static [&'static str] = &[G::WORD];
}

macro_rules! tuples {
    ($(($($name:ident),+))*) => {$(
        impl<$($name: GrantWord),+> GrantKind for ($($name,)+) {
            const WORDS: &'static [&'static str] = &[$($name::WORD),+];
        }
    )*};
}

tuples! { (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) }

/// The grants that a client may use. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantWords(Words);

impl GrantWords {
    /// The words of a marker or a tuple of markers.
    #[must_use]
    pub fn of<G: GrantKind>(_: G) -> Self {
        Self::listed(G::WORDS)
    }

    /// Apart, so that it is compiled once for every list.
    fn listed(words: &'static [&'static str]) -> Self {
        Self(Words::from_words(words.iter().copied()))
    }

    /// The list that a store kept as text, words with spaces between.
    #[must_use]
    pub fn from_stored(text: &str) -> Self {
        Self(Words::from_words(text.split(' ')))
    }

    /// The text to keep.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether this word is in the list.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_grants_come_later_and_those_of_one_moment_differ() {
        let [earlier, other, later] = [1, 1, 2].map(GrantId::made_at);
        assert!(earlier < later && other < later);
        assert_ne!(earlier, other);
        // Of a clock that tells the time, and not of none.
        assert!(GrantId::fresh() > GrantId::made_at(1_700_000_000_000));
    }
}
