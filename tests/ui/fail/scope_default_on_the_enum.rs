//! Which scope is a default, a variant says.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
#[scope(default)]
enum AppScope {
    /// See your photos
    Read,
}

fn main() {}

//@ error | 6: scope(default) | fix move it there
