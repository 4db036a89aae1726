//! Secrets are compared in one place, in constant time, and nowhere by `==`.

use crate::sources::{Source, production};

/// Types of secret bytes. What wraps a `Secret` is not comparable either. A `TokenHash` is: it is the
/// hash of 256 random bits, of which nobody can choose or learn a part.
const SECRET: [&str; 5] = [
    "Secret",
    "SecretHash",
    "PasswordHash",
    "CodeChallenge",
    "CodeVerifier",
];
/// Where such a value meets the one that was presented.
const MEETINGS: [(&str, &str, &str); 6] = [
    ("secret.rs", "fn equal(", ".ct_eq("),
    ("model/pkce.rs", "fn is_met_by(", "secret::equal("),
    ("grant/code.rs", "fn fits_verifier(", ".is_met_by("),
    ("model/client_secret.rs", "fn fits(", "secret::equal("),
    ("session/seal.rs", "fn open(", "secret::equal("),
    ("store/password.rs", "fn fits(", "secret::equal("),
];

/// rfc7636-4.6-2, web-compare-1
#[test]
fn secrets_are_compared_in_constant_time_and_can_be_compared_in_no_other_way() {
    let sources = production("oauth2-runtime");
    for (file, function, call) in MEETINGS {
        let path = format!("oauth2-runtime/src/{file}");
        let source = sources.iter().find(|source| source.path == path);
        let text = &source.unwrap_or_else(|| panic!("no {path}")).text;
        let (_, body) = text.split_once(function).expect(function);
        let (body, _) = body
            .split_once("\n    }")
            .or(body.split_once("\n}"))
            .expect("its end");
        assert!(
            body.contains(call) && !body.contains("=="),
            "{path}: {body}"
        );
    }
    for name in SECRET {
        let told = derives(&sources, name);
        assert!(!told.is_empty(), "no type `{name}`");
        assert!(
            !told.contains("PartialEq"),
            "`{name}` is compared by `==`: {told}"
        );
    }
}

/// The lines above the type of this name, and every head of an `impl` that names it.
fn derives(sources: &[Source], name: &str) -> String {
    let mut told = String::new();
    for source in sources {
        let lines: Vec<_> = source.text.lines().map(str::trim_start).collect();
        for (at, line) in lines.iter().enumerate() {
            let words: Vec<_> = line
                .split(|c: char| !(c.is_alphanumeric() || c == '_'))
                .collect();
            if words.contains(&"struct") && words.contains(&name) {
                let above = lines[..at].iter().rev().take_while(|line| !line.is_empty());
                above
                    .filter(|line| line.starts_with("#["))
                    .for_each(|line| told += line);
                told += line;
            } else if line.starts_with("impl") && words.contains(&name) {
                told += line;
            }
        }
    }
    told
}
