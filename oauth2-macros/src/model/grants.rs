//! The list of grants, in parentheses or in a string, resolved against the vocabulary.

use super::{Grant, Provider, condition, foreign};
use crate::diagnostics::{Diagnostics, one_of};
use crate::parse::{Entry, Kind, List, Said, Value};
use crate::vocabulary::{self, GRANTS, grant_words};
use proc_macro2::Span;
use syn::LitStr;

/// The grants of `grants(..)`, each at its own span.
pub(super) fn listed(provider: &mut Provider, list: List, found: &mut Diagnostics) {
    if list.entries.is_empty() && list.sound {
        no_grants(list.span, found);
    }
    for entry in list.entries {
        grant(provider, entry, found);
    }
}

fn grant(provider: &mut Provider, entry: Entry, found: &mut Diagnostics) {
    let Entry { attrs, word, said } = entry;
    let (cfgs, others): (Vec<_>, Vec<_>) = attrs
        .into_iter()
        .partition(|attr| attr.path().is_ident("cfg"));
    for other in others {
        found.over(other, "only `#[cfg(..)]` may stand on a grant; delete this");
    }
    let cfg = condition::of_grant(&cfgs, found);
    let Some(row) = find_grant(&word.to_string(), word.span(), found) else {
        return;
    };
    if !matches!(said, Said::Nothing) {
        let message = format!("a grant is one word: write `{word}`");
        said.tell(&word, message, found);
    }
    let span = word.span();
    provider.grants.push(Grant { row, span, cfg });
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
    let is_apart = |letter: char| !letter.is_alphanumeric() && letter != '_';
    let words: Vec<_> = text
        .split(is_apart)
        .filter(|word| !word.is_empty())
        .collect();
    let are_grants = words.iter().all(|word| grant_words().contains(word));
    if !text.contains(',') && words.len() > 1 && are_grants {
        let message = format!("write commas between grants: `\"{}\"`", words.join(","));
        return found.at(list.span(), message);
    }
    for word in text.split(',').map(str::trim) {
        in_text_word(provider, word, list, found);
    }
}

fn in_text_word(provider: &mut Provider, word: &str, list: &LitStr, found: &mut Diagnostics) {
    let span = list.span();
    if word.is_empty() {
        found.at(
            span,
            "empty grant name: there is a stray comma in this list; delete it",
        );
    } else if let Some(row) = find_grant(word, span, found) {
        let cfg = None;
        provider.grants.push(Grant { row, span, cfg });
    }
}

fn no_grants(span: Span, found: &mut Diagnostics) {
    let words = one_of(&grant_words());
    found.at(
        span,
        format!("no grants are enabled; name at least one of {words}"),
    );
}

fn find_grant(
    word: &str,
    span: Span,
    found: &mut Diagnostics,
) -> Option<&'static vocabulary::Grant> {
    let row = GRANTS.iter().find(|grant| grant.word == word);
    if row.is_none() {
        foreign::unknown(Kind::Grants, word, span, found);
    }
    row
}
