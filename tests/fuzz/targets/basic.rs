//! The header `Authorization: Basic`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::hostile::basic(data));
