//! The forms and queries of login and logout.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::hostile::login(data));
