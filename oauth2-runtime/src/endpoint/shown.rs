//! Scopes as pages show them.

use crate::model::{ScopeEntry, ScopeSet, Scopes};
use crate::page::{ScopeView, Site};

/// The declared scopes of a set, in the order of the declaration; `held` is what the client has
/// already, if it has anything.
pub(super) fn shown<S: Scopes>(
    scopes: &ScopeSet,
    held: Option<&ScopeSet>,
    site: Site<'_>,
) -> Vec<ScopeView> {
    let entries = S::TABLE.iter();
    let entries = entries.filter(|entry| scopes.contains_name(entry.name));
    let view = |entry: &ScopeEntry| ScopeView {
        name: entry.name,
        sentence: site.sentence(entry.name, entry.sentence),
        new: held.is_some_and(|held| !held.contains_name(entry.name)),
        optional: entry.optional,
        ticked: held.is_some_and(|held| held.contains_name(entry.name)),
    };
    entries.map(view).collect()
}
