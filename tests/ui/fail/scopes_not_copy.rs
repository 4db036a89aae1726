//! Scopes are plain words.

use oauth2_runtime::prelude::*;

#[derive(Scopes)]
enum AppScope {
    /// See your photos
    Read,
}

fn main() {}

//@ error E0277 | 6: AppScope | fix consider annotating `AppScope` with `#[derive(Copy)]`
