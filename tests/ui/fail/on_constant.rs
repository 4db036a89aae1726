//! A provider has fields.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
const DEMO: u8 = 1;

fn main() {}

//@ error | 6: const | fix put what the provider owns into a struct
