//! Consent tickets, and those of login and logout.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::hostile::ticket(data));
