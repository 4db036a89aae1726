//! Redirect URIs, registered and asked for.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::hostile::redirect(data));
