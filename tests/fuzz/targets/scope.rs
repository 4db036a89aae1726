//! The text of a scope.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::hostile::scope(data));
