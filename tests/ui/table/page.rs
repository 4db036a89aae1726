//! `oauth2-runtime/docs/errors.md` against the goldens: it lacks no message and keeps no dead one.
//!
//! The page quotes a message a line, as printed: `> unknown grant ..`, or `> E0407: method ..`. Words in
//! backticks may be any; `…` outside of them stands for plain words that differ.

use std::fs;

use crate::compiler;
use crate::message::{Message, shape};

const PAGE: &str = "../../oauth2-runtime/docs/errors.md";

/// Every message that the page quotes.
pub(crate) fn quoted() -> Vec<Message> {
    let page = fs::read_to_string(compiler::here().join(PAGE)).expect("a page");
    quoted_in(&page)
}

fn quoted_in(page: &str) -> Vec<Message> {
    let lines = page.lines().enumerate();
    let quoted = lines.filter_map(|(at, line)| {
        let text = line.strip_prefix("> ")?;
        let message = match text.split_once(": ") {
            Some((code, text)) if is_code(code) => Message::new(Some(code), text),
            _ => Message::new(None, text),
        };
        Some(message.found_in(&format!("line {}", at + 1)))
    });
    quoted.collect()
}

fn is_code(word: &str) -> bool {
    let digits = word.strip_prefix('E').unwrap_or_default();
    digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The printed messages that the page does not hold. Of an error in rustc's own words, which are not
/// the same everywhere, the code is enough.
pub(crate) fn missing<'a>(printed: &'a [Message], quoted: &[Message]) -> Vec<&'a Message> {
    let holds = |printed: &Message| {
        let mut quoted = quoted.iter().filter(|quote| quote.code == printed.code);
        quoted.any(|quote| !printed.is_ours() || fits(quote, printed))
    };
    printed.iter().filter(|printed| !holds(printed)).collect()
}

/// The quoted messages that no case prints.
pub(crate) fn dead<'a>(printed: &[Message], quoted: &'a [Message]) -> Vec<&'a Message> {
    let is_printed = |quote: &&Message| printed.iter().any(|printed| fits(quote, printed));
    quoted.iter().filter(|quote| !is_printed(quote)).collect()
}

fn fits(quote: &Message, printed: &Message) -> bool {
    quote.code == printed.code && matches(&shape(&quote.text), &shape(&printed.text))
}

/// Whether the shape is the quoted one, with some plain words for each `…`.
fn matches(quote: &str, printed: &str) -> bool {
    let Some((before, after)) = quote.split_once('…') else {
        return quote == printed;
    };
    let Some(rest) = printed.strip_prefix(before) else {
        return false;
    };
    let plain = rest.find(['`', ';', ',']).unwrap_or(rest.len());
    (1..=plain).any(|at| rest.get(at..).is_some_and(|rest| matches(after, rest)))
}

/// One a line, as the page would quote it, with its place.
pub(crate) fn list(messages: &[&Message]) -> String {
    let line = |message: &&Message| format!("\n{}\n    ({})", message.quoted(), message.place);
    messages.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{Message, dead, missing, quoted_in};

    fn printed(messages: &[(Option<&str>, &str)]) -> Vec<Message> {
        let message = |(code, text): &(Option<&str>, &str)| Message::new(*code, text);
        messages.iter().map(message).collect()
    }

    /// How many are missing, and how many dead.
    fn counts(page: &str, messages: &[(Option<&str>, &str)]) -> (usize, usize) {
        let (printed, quoted) = (printed(messages), quoted_in(page));
        let dead = dead(&printed, &quoted).len();
        (missing(&printed, &quoted).len(), dead)
    }

    #[test]
    fn what_is_quoted_and_printed_is_held() {
        let page = "# A\n\n> unknown `a`; write `b`\n>\n> E0277: `A` is none\n\nWhy: `c`.\n";
        let messages = [
            (None, "unknown `x`; write `y` or `z`"),
            (Some("E0277"), "`X` is none"),
        ];
        assert_eq!(counts(page, &messages), (0, 0));
        assert_eq!(counts("", &messages), (2, 0));
        assert_eq!(counts(page, &[]), (0, 2));
    }

    #[test]
    fn other_words_or_another_code_are_another_message() {
        for page in ["> no `a`!", "> E0277: no `a`", "no `a`"] {
            assert_eq!(counts(page, &[(None, "no `b`")]).0, 1, "{page}");
        }
        assert_eq!(counts("> E0080: a", &[(Some("E0277"), "a")]), (1, 1));
    }

    #[test]
    fn of_rustc_the_code_is_enough() {
        let page = "> E0053: method `a` differs";
        let messages = [(Some("E0053"), "method `b` differs"), (Some("E0053"), "b")];
        assert_eq!(counts(page, &messages), (0, 0));
        assert_eq!(counts(page, &messages[1..]), (0, 1));
        assert_eq!(
            counts(page, &[(Some("E0050"), "method `b` differs")]),
            (1, 1)
        );
    }

    #[test]
    fn a_gap_takes_plain_words_alone() {
        let page = "> not on …; put it";
        assert_eq!(counts(page, &[(None, "not on an enum; put it")]), (0, 0));
        assert_eq!(counts(page, &[(None, "not on ; put it")]), (1, 1));
        assert_eq!(counts(page, &[(None, "not on `a`; put it")]), (1, 1));
        assert_eq!(
            counts("> two …", &[(None, "two grants, found `a`")]),
            (1, 1)
        );
    }
}
