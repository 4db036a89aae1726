//! The headers `Cookie`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::hostile::cookie(data));
