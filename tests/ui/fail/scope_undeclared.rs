//! A scope nobody declared.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// Add and delete photos
    Write,
}

fn main() {
    let _ = ScopeSet::from([AppScope::Wriet]);
}

//@ error E0599 | 12: Wriet | fix similar name | fix Write
