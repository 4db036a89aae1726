//! A word belongs to a variant.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
#[scope("photos")]
enum AppScope {
    /// See your photos
    Read,
}

fn main() {}

//@ error | 6: scope("photos") | fix words of scopes stand on the variants
