//! The attribute goes on a struct, not on a trait.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code))]
trait Demo {}

fn main() {}

//@ error | 6: trait | fix put what the provider owns into a struct
