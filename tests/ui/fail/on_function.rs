//! The attribute goes on a struct, not on a function.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code))]
fn demo() {}

fn main() {}

//@ error | 6: fn | fix put what the provider owns into a struct
