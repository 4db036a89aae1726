//! The attribute goes on a struct, not on a module.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code))]
mod demo {}

fn main() {}

//@ error | 6: mod | fix put what the provider owns into a struct
