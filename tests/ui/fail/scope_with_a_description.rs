//! The sentence is the doc line.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope(description = "See your photos")]
    Read,
}

fn main() {}

//@ error | 8: description = "See your photos" | fix write it behind `///`
