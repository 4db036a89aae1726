//! Good code is left alone, and a mistake is told at its word before the page is saved.
//!
//! Cargo is not asked: all this is rust-analyzer's own, with its experimental checks switched on.
//! What cannot be had so: the full text of a missing hook, which is rustc's and comes on saving.

use crate::editor::{Diagnostic, editor};
use crate::pages::{HOOKS, provider, with_field};
use crate::subject;
use std::fs;

/// A mistake that rust-analyzer knows of, which shows that it looked at the file.
const MISTAKE: &str = "\nfn wrong() {\n    wrong(1);\n}\n";

fn told(message: &str, at: &str) -> Diagnostic {
    Diagnostic {
        message: message.to_owned(),
        at: at.to_owned(),
    }
}

#[test]
fn good_files_have_no_diagnostics() {
    let mut editor = editor();
    let examples = subject::workspace().join("examples");
    let mut files = subject::cases();
    files.extend(["classic", "quickstart"].map(|name| examples.join(name).join("src/lib.rs")));
    assert!(files.len() > 2, "no cases");
    for file in files {
        let source = fs::read_to_string(&file).expect("a file");
        let found = editor.diagnostics(&file, &source);
        assert_eq!(found, [], "{}", file.display());
        let found = editor.diagnostics(&file, &format!("{source}{MISTAKE}"));
        let mistake = told("expected 0 arguments, found 1", "(1)");
        assert_eq!(found, [mistake], "{}", file.display());
    }
}

#[test]
fn a_wrong_word_is_told_at_the_word() {
    for (options, message, at) in [
        (
            "grants(code, passwrod)",
            "unknown grant `passwrod`; did you mean `password`?",
            "passwrod",
        ),
        (
            "grants(code), isuer = \"x\"",
            "unknown option `isuer`; did you mean `issuer`?",
            "isuer",
        ),
        (
            "grants(code), login(from)",
            "unknown `login` word `from`; write `form`",
            "from",
        ),
    ] {
        let page = provider(options, HOOKS);
        assert_eq!(
            editor().diagnostics(&subject::page(), &page),
            [told(message, at)]
        );
    }
}

#[test]
fn a_wrong_role_is_told_at_the_mark() {
    let page = with_field(
        "grants(code)",
        "#[oauth2(store, cleints)] db: SqliteStore",
        HOOKS,
    );
    let message = "unknown field role `cleints`; did you mean `clients`?";
    assert_eq!(
        editor().diagnostics(&subject::page(), &page),
        [told(message, "cleints")]
    );
}

#[test]
fn a_missing_hook_is_told_at_its_grant() {
    let page = provider("grants(code, client_credentials)", HOOKS);
    let message = "expected &impl ClientCredentials, found &Demo";
    assert_eq!(
        editor().diagnostics(&subject::page(), &page),
        [told(message, "client_credentials")]
    );
}
