//! Two variants of one word.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    Read,
    /// See your albums
    #[scope("read")]
    Albums,
}

fn main() {}

//@ error | 10: "read"
//@ because the message names the other variant, and does not say to write another word
