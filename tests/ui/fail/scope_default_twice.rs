//! A word twice.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope(default, default)]
    Read,
}

fn main() {}

//@ error | 8: default | fix delete this one
