//! Compiles every case: `pass/` must, `fail/` must not, with exactly the words of its `.stderr`.
//!
//! The words are those of the compiler that `rust-toolchain.toml` pins. After a change, run with
//! `TRYBUILD=overwrite` and read every line of the difference as a tired user would.

#[cfg(test)]
use std::process::Command;

#[test]
fn every_case_says_what_its_golden_says() {
    let (pinned, used) = (pinned(), used());
    // No `cfg` knows the compiler's version, and a test that returns here would pass by doing
    // nothing.
    assert_eq!(
        used, pinned,
        "exact words are held on the pinned compiler only; on any other run \
         `cargo test -p ui-tests --test table`",
    );
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}

#[cfg(test)]
fn pinned() -> &'static str {
    let file = include_str!("../../rust-toolchain.toml");
    let mut lines = file.lines();
    let channel = lines.find_map(|line| line.strip_prefix("channel = "));
    channel.expect("a channel").trim_matches('"')
}

/// The second word of `rustc 1.95.0 (..)`.
#[cfg(test)]
fn used() -> String {
    let output = Command::new("rustc").arg("--version").output();
    let version = String::from_utf8(output.expect("a compiler").stdout).expect("text");
    let word = version.split_whitespace().nth(1);
    word.expect("a version").to_owned()
}
