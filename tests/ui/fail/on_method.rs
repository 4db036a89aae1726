//! A provider has fields.

use oauth2_runtime::prelude::*;

struct Demo;

impl Demo {
    #[oauth2_provider(grants(client_credentials))]
    fn demo(&self) {}
}

fn main() {}

//@ error | 9: fn | fix put what the provider owns into a struct
