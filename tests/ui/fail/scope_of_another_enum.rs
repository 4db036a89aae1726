//! One provider, one enum of scopes.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    Read,
}

#[derive(Clone, Copy, Scopes)]
enum OtherScope {
    /// See your mail
    Mail,
}

fn only_ours(_: AppScope) {}

fn main() {
    only_ours(OtherScope::Mail);
}

//@ error E0308 | 20: OtherScope::Mail | fix expected `AppScope`
