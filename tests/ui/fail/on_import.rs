//! The attribute goes where the struct is written.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
pub use std::fmt;

fn main() {}

//@ error | 6: use | fix put what the provider owns into a struct
