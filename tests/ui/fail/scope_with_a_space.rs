//! A word that cannot travel.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope("read photos")]
    Read,
}

fn main() {}
