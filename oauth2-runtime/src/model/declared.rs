//! The declared scopes, ready to be looked up: a provider may have thousands.

use super::scope::{ScopeEntry, ScopeSet, Scopes};

/// The table of an application's scopes, and its words in order.
pub(crate) struct DeclaredScopes {
    table: &'static [ScopeEntry],
    words: Box<[&'static str]>,
}

impl DeclaredScopes {
    pub(crate) fn of<S: Scopes>() -> Self {
        Self::new(S::TABLE)
    }

    /// Apart, so that it is compiled once for every table.
    fn new(table: &'static [ScopeEntry]) -> Self {
        let mut words: Box<[_]> = table.iter().map(|entry| entry.name).collect();
        words.sort_unstable();
        Self { table, words }
    }

    /// Every scope, in the order of the enum.
    pub(crate) const fn table(&self) -> &'static [ScopeEntry] {
        self.table
    }

    /// Whether each of these is declared.
    pub(crate) fn have(&self, set: &ScopeSet) -> bool {
        set.iter()
            .all(|word| self.words.binary_search(&word).is_ok())
    }
}
