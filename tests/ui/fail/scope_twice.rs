//! Two variants of one word.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    Read,
    /// See your albums
    #[scope("read")]
    Albums,
}

fn main() {}

//@ error | 10: "read" | fix write another one: `#[scope("..")]`
