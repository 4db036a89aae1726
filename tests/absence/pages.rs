//! The built-in pages are a feature: without it a provider that signs nobody in needs none, one that
//! does writes its own, and one that writes none is told.

use crate::binary::{Binary, cargo, cargo_build};
use crate::program::Program;

/// The crates that are compiled for the subject.
fn compiled(features: &str) -> String {
    let output = cargo("tree")
        .args(["--edges", "normal,build", "--prefix", "none", "--features"])
        .arg(features)
        .output()
        .expect("cargo");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn without_pages_no_template_engine_is_compiled() {
    let engine = |features| compiled(features).contains("\naskama");
    assert!(compiled("").contains("\noauth2-runtime"));
    assert!(!engine(""));
    assert!(!engine("code,own_pages"));
    assert!(engine("pages"));
}

#[test]
fn without_pages_a_provider_that_signs_nobody_in_works() {
    let binary = Binary::build_without_pages(&["password", "refresh_token"]);
    assert!(!binary.symbols.contains("askama"));
    let program = Program::start(&binary);
    for form in [
        "grant_type=client_credentials",
        "grant_type=password&username=alice&password=x",
    ] {
        let reply = program.post("/oauth/token", form);
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
}

#[test]
fn without_pages_a_provider_shows_its_own() {
    let binary = Binary::build_without_pages(&["code", "own_pages"]);
    assert!(!binary.symbols.contains("askama"));
    let reply = Program::start(&binary).get("/oauth/authorize?client_id=nobody");
    assert_eq!(reply.body, "a note: the client is not registered here");
}

#[test]
fn without_pages_a_sign_in_that_writes_none_is_told_once_with_both_ways_out() {
    let output = cargo_build(&["code"]);
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(told.matches("error[").count(), 1, "{told}");
    for words in [
        "the built-in pages are switched off",
        "turn on feature `pages` of `oauth2-runtime`",
        "or write pages of your own: `#[oauth2(pages)]`",
    ] {
        assert!(told.contains(words), "{told}");
    }
    let place = "#[cfg(feature = \"code\")] code,\n";
    let (_, below) = told.split_once(place).expect(&told);
    assert!(below.contains("^^^^ this shows pages to people"), "{told}");
}
