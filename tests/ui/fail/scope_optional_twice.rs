//! The word for what a person may leave out, twice.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope(optional, optional)]
    Read,
}

fn main() {}

//@ error | 8: optional | fix delete this one
