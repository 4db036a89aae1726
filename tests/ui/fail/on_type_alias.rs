//! A name is not a struct of its own.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
type Demo = MemoryStore;

fn main() {}

//@ error | 6: type | fix put what the provider owns into a struct
