//! The word stands alone.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    #[scope(optional = true)]
    Read,
}

fn main() {}

//@ error | 8: optional = true | fix write `optional` alone
