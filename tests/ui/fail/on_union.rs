//! The attribute goes on a struct, not on a union.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code))]
union Demo {
    one: u8,
}

fn main() {}

//@ error | 6: union | fix put what the provider owns into a struct
