//! A set of words as the wire writes it: sorted, each once, one space between two.

use std::fmt;
use std::sync::Arc;

/// The words of a scope or of a list of grants. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Words(Arc<str>);

impl Words {
    pub(crate) fn empty() -> Self {
        Self(Arc::from(""))
    }

    pub(crate) fn from_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
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
        self.0.split(' ').filter(|word| !word.is_empty())
    }

    pub(crate) fn contains(&self, word: &str) -> bool {
        let mut words = self.0.as_bytes().split(|byte| *byte == b' ');
        !word.is_empty() && words.any(|one| one == word.as_bytes())
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
