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
