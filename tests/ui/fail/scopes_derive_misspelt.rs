//! The derive has a plural.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scope)]
enum AppScope {
    /// See your photos
    Read,
}

fn none() -> ScopeSet {
    ScopeSet::empty()
}

fn main() {}

//@ error | 5: Scope | fix similar name | fix Scopes
