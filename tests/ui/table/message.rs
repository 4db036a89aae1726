//! The primary messages that the goldens hold, with what differs from user to user left out.

use std::fs;

use crate::compiler;

/// A primary message; of an error of rustc's with its code.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) code: Option<String>,
    pub(crate) text: String,
    /// Where it stands: a golden, or a line of a page.
    pub(crate) place: String,
}

/// Every primary message of every golden in `fail/`, each kind of message once.
///
/// Goldens are of the pinned compiler, so this says the same on each toolchain.
pub(crate) fn printed() -> Vec<Message> {
    let mut found: Vec<Message> = Vec::new();
    for case in compiler::cases("fail") {
        let golden = case.path.replace(".rs", ".stderr");
        let text = fs::read_to_string(compiler::here().join(&golden)).unwrap_or_default();
        assert!(
            !text.is_empty(),
            "{golden} is missing: `TRYBUILD=overwrite`"
        );
        let messages = text.lines().filter_map(Message::of_golden);
        for message in messages.map(|message| message.found_in(&golden)) {
            if !found.iter().any(|known| known.is_like(&message)) {
                found.push(message);
            }
        }
    }
    found
}

impl Message {
    /// Reads `error: text` or `error[E0277]: text`; other lines hang on one of these.
    fn of_golden(line: &str) -> Option<Self> {
        let rest = line
            .strip_prefix("error")
            .or_else(|| line.strip_prefix("warning"))?;
        let coded = rest
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("]: "));
        match coded {
            Some((code, text)) => Some(Self::new(Some(code), text)),
            None => Some(Self::new(None, rest.strip_prefix(": ")?)),
        }
    }

    pub(crate) fn new(code: Option<&str>, text: &str) -> Self {
        Self {
            code: code.map(str::to_owned),
            text: text.to_owned(),
            place: String::new(),
        }
    }

    pub(crate) fn found_in(self, place: &str) -> Self {
        let place = place.to_owned();
        Self { place, ..self }
    }

    /// Whether the text comes from this workspace, or may: rustc's own that has no code, and a trait
    /// of another crate, count too. A constant that panics (E0080) and a trait (E0277) say our words.
    pub(crate) fn is_ours(&self) -> bool {
        let code = self.code.as_deref();
        code.is_none_or(|code| matches!(code, "E0080" | "E0277"))
    }

    /// Our words alone, without those that rustc puts before them.
    pub(crate) fn own_words(&self) -> &str {
        let text = self.text.as_str();
        text.strip_prefix("evaluation panicked: ").unwrap_or(text)
    }

    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.code == other.code && shape(&self.text) == shape(&other.text)
    }

    /// As a page quotes it.
    pub(crate) fn quoted(&self) -> String {
        match &self.code {
            Some(code) => format!("> {code}: {}", self.text),
            None => format!("> {}", self.text),
        }
    }
}

/// The text with nothing left between backticks; of a list of such words, one.
pub(crate) fn shape(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    let mut shape = String::new();
    for (at, part) in parts.iter().enumerate() {
        let is_code = at % 2 == 1;
        let is_joint = at > 0 && at + 1 < parts.len() && matches!(*part, ", " | " or " | " and ");
        if is_code && !shape.ends_with("``") {
            shape.push_str("``");
        } else if !is_code && !is_joint {
            shape.push_str(part);
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::{Message, shape};

    #[test]
    fn a_golden_is_read_by_its_heads() {
        let coded = Message::of_golden("error[E0277]: `A` is not `B`").expect("a head");
        assert_eq!(coded.quoted(), "> E0277: `A` is not `B`");
        let plain = Message::of_golden("warning: unused `a`").expect("a head");
        assert_eq!(plain.quoted(), "> unused `a`");
        for other in ["note: required", "   = note: error: x", "", "errors"] {
            assert!(Message::of_golden(other).is_none(), "{other}");
        }
    }

    #[test]
    fn words_in_backticks_are_left_out() {
        assert_eq!(shape("unknown `a`; write `b`"), "unknown ``; write ``");
        assert_eq!(shape("`a`"), shape("`b::c<'_>`"));
        assert_ne!(shape("no `a`"), shape("no a"));
    }

    #[test]
    fn a_list_is_one_word() {
        let one = shape("add `a`; go");
        assert_eq!(one, shape("add `a` or `b`; go"));
        assert_eq!(one, shape("add `a`, `b`, `c` and `d`; go"));
        assert_ne!(one, shape("add `a` to `b`; go"));
    }
}
