//! A word with a sign is not a Rust word.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope(photos.write)]
    Read,
}

fn main() {}

//@ error | 8: photos.write | fix in quotes: `#[scope("photos.write")]`
