//! A scope is a variant.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
union AppScope {
    read: u8,
}

fn main() {}

//@ error | 6: union | fix write a variant a scope
