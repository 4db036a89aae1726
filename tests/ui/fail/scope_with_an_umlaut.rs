//! A variant in another alphabet needs an ASCII word.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See the size
    Größe,
}

fn main() {}

//@ error | 8: Größe | fix write printable ASCII without spaces, `"` and `\`, e.g. `#[scope("photos:write")]`
