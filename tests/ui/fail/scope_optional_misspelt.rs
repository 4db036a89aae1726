//! The word for what a person may leave out, with a slip.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope("photos:read", optinal)]
    Read,
}

fn main() {}

//@ error | 8: optinal | fix did you mean `optional`
