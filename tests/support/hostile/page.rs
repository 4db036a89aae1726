//! The built-in pages by their tags: what was sent may change texts, and never add or lose a tag.

use std::cell::RefCell;
use std::collections::BTreeSet;

thread_local! {
    static KNOWN: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Remembers a page of good input.
pub(super) fn learn(body: &str) {
    KNOWN.with_borrow_mut(|known| known.insert(skeleton(body)));
}

/// Whether a page has the tags of one that was learnt; before the first one every page is.
pub(super) fn is_known(body: &str) -> bool {
    KNOWN.with_borrow(|known| known.is_empty() || known.contains(&skeleton(body)))
}

/// The tags with the names of their attributes; a list of any length is one of one entry.
fn skeleton(body: &str) -> String {
    let mut found = String::new();
    let mut rest = body;
    while let Some((_, inside)) = rest.split_once('<') {
        let (tag, after) = tag(inside);
        found.push_str(&tag);
        rest = after;
    }
    found = found.replace("<em></em>", "");
    let entry = "<li><span dir=></span></li>";
    let entries = [entry, entry].concat();
    while found.contains(&entries) {
        found = found.replace(&entries, entry);
    }
    found
}

/// One tag without the values of its attributes, and what follows it.
fn tag(inside: &str) -> (String, &str) {
    let (mut names, mut quote) = (String::from("<"), None);
    for (at, one) in inside.char_indices() {
        match (quote, one) {
            (None, '>') => {
                names.push('>');
                return (names, inside.get(at + 1..).unwrap_or_default());
            }
            (None, '"' | '\'') => quote = Some(one),
            (Some(open), _) if open == one => quote = None,
            (Some(_), _) => {}
            (None, _) => names.push(one),
        }
    }
    (names, "")
}
