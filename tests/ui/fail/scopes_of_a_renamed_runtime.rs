//! A path that leads nowhere.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
#[scope(crate = elsewhere)]
enum AppScope {
    /// See your photos
    Read,
}

fn main() {}

//@ error E0432 | 6: elsewhere | fix you might be missing a crate named `elsewhere`
