//! A word that cannot travel.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope("read photos")]
    Read,
}

fn main() {}

//@ error | 8: "read photos" | fix write printable ASCII without spaces, `"` and `\`
