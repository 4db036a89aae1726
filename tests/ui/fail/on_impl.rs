//! The attribute goes on a struct, not on an impl block.

use oauth2_runtime::prelude::*;

struct Demo;

#[oauth2_provider(grants(code))]
impl Demo {}

fn main() {}

//@ error | 8: impl | fix put what the provider owns into a struct
