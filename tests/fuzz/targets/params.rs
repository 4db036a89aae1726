//! Forms and queries at token, revocation, introspection, authorization and decision.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::hostile::params(data));
