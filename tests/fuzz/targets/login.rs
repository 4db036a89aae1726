//! The forms and queries of login, logout and connected apps.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::hostile::login(data));
