//! The half of a message's style that a machine can hold; CONTRIBUTING.md has all of it.

use crate::message::Message;

/// Words that blame, or name what only the toolkit's authors know.
const BANNED: [&str; 7] = [
    "illegal",
    "invalid",
    "please",
    "sorry",
    "oops",
    "__",
    "compile_error",
];

/// What is wrong with the style of a message, in words.
pub(crate) fn faults(message: &Message) -> Vec<&'static str> {
    let text = message.own_words();
    let begins = |one: char| one.is_lowercase() || one == '`';
    let banned = |word: &str| BANNED.iter().any(|banned| word.contains(banned));
    let rules = [
        (
            text.starts_with(begins),
            "begins neither lower case nor with a backtick",
        ),
        (!text.ends_with(['.', '!', ' ']), "ends in a full stop"),
        (
            text.matches('`').count().is_multiple_of(2),
            "has a backtick without its twin",
        ),
        (!text.contains("  "), "has two spaces in a row"),
        (
            !banned(&text.to_lowercase()),
            "blames, or names an internal",
        ),
    ];
    let broken = rules.into_iter().filter(|(held, _)| !held);
    broken.map(|(_, fault)| fault).collect()
}

#[cfg(test)]
mod tests {
    use super::{Message, faults};

    #[test]
    fn a_plain_message_has_no_fault() {
        for text in [
            "unknown grant `a`; did you mean `b`?",
            "`a` is twice. Delete it",
        ] {
            assert_eq!(faults(&Message::new(None, text)), [""; 0], "{text}");
        }
        let ours = "evaluation panicked: Never called";
        assert_eq!(faults(&Message::new(Some("E0080"), ours)).len(), 1);
    }

    #[test]
    fn each_rule_can_be_broken() {
        let broken = [
            "Unknown grant `a`",
            "unknown grant `a`.",
            "unknown grant `a",
            "unknown  grant",
            "invalid grant `a`",
            "`__private::A` is missing",
        ];
        for text in broken {
            assert_eq!(faults(&Message::new(None, text)).len(), 1, "{text}");
        }
    }
}
