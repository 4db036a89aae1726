//! The collected mistakes of one expansion, and the known word nearest to an unknown one.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use std::fmt::Display;

/// Every mistake found so far; all are told at once.
#[derive(Default)]
pub(crate) struct Diagnostics {
    errors: Vec<syn::Error>,
    told_by_rustc: bool,
}

impl Diagnostics {
    /// A mistake at one token.
    pub(crate) fn at(&mut self, span: Span, message: impl Display) {
        self.errors.push(syn::Error::new(span, message));
    }

    /// A mistake at several tokens: the first to the last are underlined.
    pub(crate) fn over(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.errors.push(syn::Error::new_spanned(tokens, message));
    }

    /// What rustc tells of itself: nothing more is said, and the program gets the fallback.
    pub(crate) fn told_by_rustc(&mut self) {
        self.told_by_rustc = true;
    }

    /// How many were told so far; two counts tell whether something between them was sound.
    pub(crate) fn count(&self) -> usize {
        self.errors.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty() && !self.told_by_rustc
    }

    /// One `compile_error!` for each mistake.
    pub(crate) fn compile_errors(&self) -> TokenStream {
        self.errors
            .iter()
            .map(syn::Error::to_compile_error)
            .collect()
    }
}

/// "did you mean .." for a word near a known one, else the list of all.
pub(crate) fn suggestion(word: &str, known: &[&str]) -> String {
    match nearest(word, known) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; write {}", one_of(known)),
    }
}

/// `a`, `b` or `c`, each in backticks.
pub(crate) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// The known word that differs in the fewest letters, if these are about a third at most.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase().replace('-', "_");
    let near = known
        .iter()
        .map(|known| (edits(&word, known), *known))
        .min()?;
    (near.0 <= (word.len().max(near.1.len()) + 1) / 3).then_some(near.1)
}

/// The number of letters to add, drop or change: Levenshtein's distance, one row at a time.
fn edits(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (line, letter) in from.chars().enumerate() {
        let mut next = vec![line + 1];
        for ((above, left_above), other) in row.iter().skip(1).zip(&row).zip(to.chars()) {
            let left = next.last().copied().unwrap_or_default();
            let change = left_above + usize::from(letter != other);
            next.push(change.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{grant_words, option_words};

    #[test]
    fn a_misspelt_word_finds_its_neighbour() {
        assert_eq!(nearest("passwrod", &grant_words()), Some("password"));
        assert_eq!(nearest("cod", &grant_words()), Some("code"));
        assert_eq!(nearest("stroe", &["store"]), Some("store"));
        assert_eq!(
            nearest("Client-Credentials", &grant_words()),
            Some("client_credentials")
        );
        assert_eq!(
            nearest("acess_token_ttl", &option_words()),
            Some("access_token_ttl")
        );
    }

    #[test]
    fn a_foreign_word_finds_none() {
        assert_eq!(nearest("saml", &grant_words()), None);
        assert_eq!(
            suggestion("saml", &["code", "password"]),
            "; write `code` or `password`"
        );
    }

    #[test]
    fn edits_count_letters() {
        assert_eq!(
            [
                edits("", "abc"),
                edits("kitten", "sitting"),
                edits("a", "a")
            ],
            [3, 3, 0]
        );
    }
}
