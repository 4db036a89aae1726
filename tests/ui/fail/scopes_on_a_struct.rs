//! The derive goes on an enum.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
struct AppScope;

fn main() {}

//@ error | 6: struct | fix write a variant a scope
