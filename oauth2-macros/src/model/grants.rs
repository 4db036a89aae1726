//! The list of grants, in parentheses or in a string, resolved against the vocabulary.

use super::{Grant, Provider, Word, predicate};
use crate::diagnostics::{Diagnostics, one_of, suggestion};
use crate::parse::{Entry, Said, Value};
use crate::vocabulary::{self, FOREIGN_GRANTS, GRANTS, grant_words};
use proc_macro2::Span;

/// The grants of `grants(..)`, each at its own span.
pub(super) fn listed(
    provider: &mut Provider,
    entries: Vec<Entry>,
    parentheses: Span,
    found: &mut Diagnostics,
) {
    if entries.is_empty() && found.is_empty() {
        no_grants(parentheses, found);
    }
    for entry in entries {
        grant(provider, entry, found);
    }
}

fn grant(provider: &mut Provider, entry: Entry, found: &mut Diagnostics) {
    if let Some(other) = entry.attrs.iter().find(|attr| !attr.path().is_ident("cfg")) {
        found.over(other, "only `#[cfg(..)]` may stand on a grant");
    }
    if !matches!(entry.said, Said::Nothing) {
        found.at(
            entry.word.span(),
            format!("a grant is one word: write `{}`", entry.word),
        );
    }
    let word = Word::of(&entry.word);
    match find_grant(&word, found) {
        Some(row) => {
            let cfg = predicate(&entry.attrs);
            provider.grants.push(Grant {
                row,
                span: word.span,
                cfg,
            });
        }
        None => provider.unknown_grants.push(entry.word),
    }
}

/// The grants of `grants = "..."`: every word stands at the one span of the string.
pub(super) fn in_text(provider: &mut Provider, value: &Value, found: &mut Diagnostics) {
    let Some(list) = value.as_text() else {
        let message = "`grants =` takes a string: `grants = \"code,password\"`, \
                       or write `grants(code, password)`";
        return found.over(value, message);
    };
    provider.list = list.span();
    let text = list.value();
    if text.trim().is_empty() {
        return no_grants(list.span(), found);
    }
    for word in text.split(',').map(str::trim) {
        let word = Word {
            text: word.to_owned(),
            span: list.span(),
        };
        if word.text.is_empty() {
            found.at(
                word.span,
                "empty grant name: there is a stray comma in this list",
            );
        } else if let Some(row) = find_grant(&word, found) {
            provider.grants.push(Grant {
                row,
                span: word.span,
                cfg: None,
            });
        }
    }
}

fn no_grants(span: Span, found: &mut Diagnostics) {
    let words = one_of(&grant_words());
    found.at(
        span,
        format!("no grants are enabled; name at least one of {words}"),
    );
}

fn find_grant(word: &Word, found: &mut Diagnostics) -> Option<&'static vocabulary::Grant> {
    let row = GRANTS.iter().find(|grant| grant.word == word.text);
    if row.is_none() {
        let foreign = FOREIGN_GRANTS
            .iter()
            .find(|(foreign, _)| *foreign == word.text);
        let hint = match foreign {
            Some((_, ours)) => format!("; did you mean `{ours}`?"),
            None => suggestion(&word.text, &grant_words()),
        };
        found.at(word.span, format!("unknown grant `{}`{hint}", word.text));
    }
    row
}
