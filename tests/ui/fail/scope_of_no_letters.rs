//! An empty word.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope("")]
    Read,
}

fn main() {}

//@ error | 8: "" | fix write one, e.g. `#[scope("photos:write")]`
