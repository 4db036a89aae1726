//! Compiles every case: `pass/` must, `fail/` must not, with exactly the words of its `.stderr`.
//!
//! The words are those of the compiler that `rust-toolchain.toml` pins. After a change, run with
//! `TRYBUILD=overwrite` and read every line of the difference as a tired user would.

#[test]
fn every_case_says_what_its_golden_says() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}
