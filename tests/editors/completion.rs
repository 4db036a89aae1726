//! The words of the attribute and of the field marks are offered, begun or at an empty place.
//!
//! What cannot be had: words inside a string, `grants = "code,$0"`, which is one token, and the
//! option `crate`, a keyword that no path may end in.

use crate::editor::editor;
use crate::pages::{provider, with_field};

const GRANTS: [&str; 5] = [
    "client_credentials",
    "code",
    "implicit",
    "password",
    "refresh_token",
];

#[track_caller]
fn offered(page: &str, words: &[&str]) {
    let mut offers = editor().offers(page);
    offers.sort();
    assert_eq!(offers, words, "{page}");
}

#[test]
fn grants_are_offered() {
    for options in [
        "grants(pas$0)",
        "grants($0)",
        "grants(code, pas$0)",
        "grants(code, $0)",
        "grants(code, $0, client_credentials)",
        "grants($0 code)",
    ] {
        offered(&provider(options, ""), &GRANTS);
    }
}

#[test]
fn options_are_offered() {
    let words = [
        "access_token_ttl",
        "allow",
        "code_ttl",
        "grants",
        "issuer",
        "login",
        "paths",
        "pkce",
        "plays",
        "refresh_token_ttl",
        "scopes",
    ];
    for options in [
        "acc$0",
        "$0",
        "grants(code), acc$0",
        "grants(code), $0",
        "$0, grants(code)",
    ] {
        offered(&provider(options, ""), &words);
    }
}

#[test]
fn roles_are_offered_at_a_field() {
    let words = [
        "client_credentials",
        "clients",
        "login",
        "pages",
        "policy",
        "settings",
        "store",
        "tokens",
        "users",
    ];
    for mark in ["cli$0", "$0", "store, cli$0", "store, $0"] {
        let field = format!("#[oauth2({mark})] db: SqliteStore");
        offered(&with_field("grants(code)", &field, ""), &words);
    }
}

#[test]
fn the_words_of_an_option_are_offered() {
    let page = |option: &str| provider(&format!("grants(code), {option}"), "");
    for (begun, empty, words) in [
        ("login(fo$0)", "login($0)", &["form"][..]),
        (
            "allow(imp$0)",
            "allow(implicit, $0)",
            &["http_redirect", "implicit", "json_body", "password"],
        ),
        ("plays(po$0)", "plays($0)", &["pages", "policy", "tokens"]),
        (
            "paths(auth$0)",
            "paths(token = \"/t\", $0)",
            &[
                "apps",
                "authorize",
                "decision",
                "introspect",
                "login",
                "logout",
                "metadata",
                "revoke",
                "token",
            ],
        ),
    ] {
        offered(&page(begun), words);
        offered(&page(empty), words);
    }
}

#[test]
fn an_offer_takes_the_place_of_the_word_begun() {
    let completed = editor().complete(&provider("grants(code, pas$0)", ""), "password");
    assert!(
        completed.contains("#[oauth2_provider(grants(code, password))]"),
        "{completed}"
    );
}

#[test]
fn types_are_offered_in_the_struct_and_no_names_of_the_expansion() {
    let page = "use oauth2_runtime::prelude::*;

#[oauth2_provider(grants(code))]
pub struct Demo<S: Sto$0> {
    #[oauth2(store)]
    store: S,
}
";
    let offers = editor().offers(page);
    assert!(offers.contains(&"Store".to_owned()), "{offers:?}");
    let ours: Vec<_> = offers
        .iter()
        .filter(|offer| offer.starts_with("__"))
        .collect();
    assert!(ours.is_empty(), "{ours:?}");
}
