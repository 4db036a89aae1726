//! Token requests in JSON.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::hostile::json_body(data));
