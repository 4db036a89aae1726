//! Which scope a person may leave out, a variant says.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
#[scope(optional)]
enum AppScope {
    /// See your photos
    Read,
}

fn main() {}

//@ error | 6: scope(optional) | fix move it there
