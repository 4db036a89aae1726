//! An enum of nothing.

use oauth2_runtime::prelude::*;

#[derive(Clone, Copy, Scopes)]
enum AppScope {}

fn main() {}

//@ error | 6: AppScope | fix write at least one variant
