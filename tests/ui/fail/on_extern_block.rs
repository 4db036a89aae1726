//! A provider has fields.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
unsafe extern "C" {}

fn main() {}

//@ error | 6: extern | fix put what the provider owns into a struct
