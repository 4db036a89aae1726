//! Scopes are known when the program is compiled.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope<const N: usize> {
    /// See your photos
    Read,
}

fn main() {}

//@ error | 6: const N: usize | fix delete them
