//! Strings presented as tokens and codes.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::hostile::token(data));
