//! The attribute goes where the struct is written.

use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(client_credentials))]
std::thread_local! {
    static DEMO: u8 = 1;
}

fn main() {}

//@ error | 6: std | fix put what the provider owns into a struct
