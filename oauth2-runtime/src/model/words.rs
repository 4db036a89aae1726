//! A set of words as the wire writes it: sorted, each once, one space between two.

use memchr::memchr;
use std::cmp::Ordering;
use std::fmt;
use std::iter::from_fn;
use std::sync::{Arc, LazyLock};

/// Among so few a word is found soonest by looking at each.
const FEW_BYTES: usize = 96;

/// The words of a scope or of a list of grants. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Words(Arc<str>);

impl Words {
    /// One for all: many a request has none.
    pub(crate) fn empty() -> Self {
        static EMPTY: LazyLock<Words> = LazyLock::new(|| Words(Arc::from("")));
        EMPTY.clone()
    }

    pub(crate) fn from_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of(words.into_iter().collect())
    }

    /// Apart, so that it is compiled once for whatever gives the words.
    fn of(mut words: Vec<&str>) -> Self {
        words.retain(|word| !word.is_empty());
        words.sort_unstable();
        words.dedup();
        match words.as_slice() {
            [one] => Self(Arc::from(*one)),
            words => Self(Arc::from(words.join(" "))),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut left = self.as_str();
        from_fn(move || {
            left = left.trim_start_matches(' ');
            let space = left.bytes().position(|byte| byte == b' ');
            let (word, behind) = left.split_at_checked(space.unwrap_or(left.len()))?;
            left = behind.get(1..).unwrap_or_default();
            (!word.is_empty()).then_some(word)
        })
    }

    /// The words are in order, so half of what is left is dropped at each look; the last few are
    /// looked at one by one.
    pub(crate) fn contains(&self, word: &str) -> bool {
        if word.is_empty() {
            return false;
        }
        let mut left = self.0.as_bytes();
        while left.len() > FEW_BYTES {
            let (before, behind) = left.split_at(left.len() / 2);
            let start = before.iter().rposition(|byte| *byte == b' ');
            let (before, middle) = before.split_at(start.map_or(0, |space| space + 1));
            let rest = behind.iter().position(|byte| *byte == b' ');
            let (end, behind) = behind.split_at(rest.unwrap_or(behind.len()));
            let middle = middle.iter().chain(end);
            match middle.cmp(word.as_bytes()) {
                Ordering::Equal => return true,
                Ordering::Greater => left = before,
                Ordering::Less => left = behind,
            }
        }
        while !left.is_empty() {
            let space = memchr(b' ', left);
            let (one, behind) = left.split_at(space.unwrap_or(left.len()));
            if one == word.as_bytes() {
                return true;
            }
            left = behind.get(1..).unwrap_or_default();
        }
        false
    }

    pub(crate) fn is_subset(&self, of: &Self) -> bool {
        self == of || self.iter().all(|word| of.contains(word))
    }

    pub(crate) fn intersection(&self, other: &Self) -> Self {
        if self.is_subset(other) {
            return self.clone();
        }
        Self::from_words(self.iter().filter(|word| other.contains(word)))
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_among_thousands_and_no_other() {
        let names: Vec<String> = (0..2000).map(|at| format!("scope{}", at * 2)).collect();
        let words = Words::from_words(names.iter().map(String::as_str));
        assert!(names.iter().all(|name| words.contains(name)));
        let others = (0..2000).map(|at| format!("scope{}", at * 2 + 1));
        let parts = ["", " ", "scope", "scope10 scope100", "z"].map(String::from);
        assert!(!others.chain(parts).any(|name| words.contains(&name)));
    }

    #[test]
    fn no_space_of_a_word_hides_the_others() {
        let odd = Words::from_words([" admin", "a  b"]);
        assert_eq!(odd.iter().collect::<Vec<_>>(), ["admin", "a", "b"]);
        assert!(!odd.is_subset(&Words::from_words(["a"])));
    }
}
