//! An attribute that says nothing.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope]
    Read,
}

fn main() {}

//@ error | 8: scope | fix write `#[scope("photos:write")]`, `#[scope(default)]` or `#[scope(optional)]`
