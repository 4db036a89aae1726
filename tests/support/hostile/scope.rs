//! `scope`: the text of a scope, as a value and in a request.

use super::form::{encode, post_as};
use super::holds::{does_not_echo, holds, is_token_reply};
use super::stage::on_stage;
use oauth2_runtime::ScopeSet;
use std::collections::BTreeSet;

/// A hostile scope is refused, or is the set of its words and prints itself as that.
pub fn scope(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let words: Vec<_> = text.split(' ').collect();
    let parsed = ScopeSet::parse(&text);
    assert_eq!(
        parsed.is_some(),
        words.iter().all(|word| is_token(word)),
        "{text:?}"
    );
    if let Some(set) = &parsed {
        let sorted: BTreeSet<_> = words.iter().copied().collect();
        assert!(set.iter().eq(sorted.iter().copied()), "{set:?}");
        assert_eq!(
            set.as_str(),
            sorted.into_iter().collect::<Vec<_>>().join(" ")
        );
        assert_eq!(ScopeSet::parse(set.as_str()).as_ref(), Some(set));
        assert_eq!(&ScopeSet::from_stored(set.as_str()), set);
        assert!(words.iter().all(|word| set.contains_name(word)));
    }
    on_stage(async |stage| {
        let body = format!(
            "grant_type=client_credentials&scope={}",
            encode(text.as_bytes())
        );
        let reply = stage.send(post_as("/oauth/token", Some("web"), body)).await;
        holds(&reply, &[]);
        is_token_reply(&reply);
        let declared = |set: &ScopeSet| {
            set.iter()
                .all(|word| ["read", "photos:write"].contains(&word))
        };
        match parsed {
            _ if text.is_empty() => assert_eq!(reply.text("scope"), "read"),
            Some(set) if declared(&set) => assert_eq!(reply.text("scope"), set.as_str()),
            _ => {
                // 64 KiB is the most that a body may have.
                let code = if reply.status == 413 {
                    "invalid_request"
                } else {
                    "invalid_scope"
                };
                assert_eq!(reply.text("error"), code, "{reply:?}");
                does_not_echo(&reply, [&*text]);
            }
        }
    });
}

/// RFC 6749 §3.3: 1*( %x21 / %x23-5B / %x5D-7E ).
fn is_token(word: &str) -> bool {
    let fits = |one: char| one.is_ascii_graphic() && one != '"' && one != '\\';
    !word.is_empty() && word.chars().all(fits)
}
