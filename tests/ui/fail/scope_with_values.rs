//! A scope carries no values.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    Read(u8),
}

fn main() {}

//@ error | 8: (u8) | fix write `Read` alone
