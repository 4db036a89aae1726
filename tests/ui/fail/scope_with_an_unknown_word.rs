//! A misspelt mark.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope(defualt)]
    Read,
}

fn main() {}

//@ error | 8: defualt | fix did you mean `default`?
