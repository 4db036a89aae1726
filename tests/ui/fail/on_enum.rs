//! The attribute goes on a struct, not on an enum.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code))]
enum Demo {
    One,
}

fn main() {}

//@ error | 6: enum | fix put what the provider owns into a struct
