//! Scopes are plain words.

use oauth2_runtime::prelude::*;

#[derive(Scopes)]
enum AppScope {
    /// See your photos
    Read,
}

fn main() {}
