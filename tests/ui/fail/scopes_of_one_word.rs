//! Two names, one word.

use oauth2_runtime::prelude::*;

#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Scopes)]
enum AppScope {
    /// See your photos
    ReadAll,
    /// See all your photos
    Read_All,
}

fn main() {}

//@ error | 11: Read_All | fix write another one: `#[scope("..")]`
