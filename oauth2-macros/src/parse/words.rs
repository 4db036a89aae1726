//! The word an entry begins with, and what people write in place of one.

use super::to_comma;
use crate::diagnostics::{Diagnostics, one_of, suggestion};
use crate::vocabulary::{
    ENDPOINTS, OPTIONS, allow_words, grant_words, marks, option_words, optional_roles,
};
use proc_macro2::{Ident, Span, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{LitStr, Token};

/// What a list holds.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Options,
    Grants,
    Paths,
    Login,
    Allow,
    /// The words of `plays(..)`.
    Plays,
    /// The marks of a field.
    Roles,
}

impl Kind {
    /// What the list of this option holds.
    pub(crate) fn of_option(option: &str) -> Self {
        match option {
            "grants" => Self::Grants,
            "paths" => Self::Paths,
            "login" => Self::Login,
            "allow" => Self::Allow,
            "plays" => Self::Plays,
            _ => Self::Options,
        }
    }

    /// In the plural.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Options => "options",
            Self::Grants => "grants",
            Self::Paths => "paths",
            Self::Login | Self::Allow => "words",
            Self::Plays | Self::Roles => "roles",
        }
    }

    /// One of them, in a message.
    pub(crate) const fn one(self) -> &'static str {
        match self {
            Self::Options => "option",
            Self::Grants => "grant",
            Self::Paths => "path",
            Self::Login => "`login` word",
            Self::Allow => "`allow` word",
            Self::Plays => "role",
            Self::Roles => "field role",
        }
    }

    pub(crate) fn words(self) -> Vec<&'static str> {
        match self {
            Self::Options => option_words(),
            Self::Grants => grant_words(),
            Self::Paths => ENDPOINTS.iter().map(|endpoint| endpoint.word).collect(),
            Self::Login => vec!["form"],
            Self::Allow => allow_words(),
            Self::Plays => optional_roles(),
            Self::Roles => marks(),
        }
    }

    /// Said where something else than a word stands.
    pub(super) fn expected(self) -> String {
        match self {
            Self::Options => {
                let usages: Vec<_> = OPTIONS.iter().map(|(_, usage)| *usage).take(3).collect();
                format!("expected an option; write e.g. {}", one_of(&usages))
            }
            Self::Paths => "expected a path; write e.g. `token = \"/oauth/token\"`".to_owned(),
            _ => format!("expected a {}; write {}", self.one(), one_of(&self.words())),
        }
    }
}

/// Parses a word; anything else is told, and given back as the word it stands for if that is clear.
pub(super) fn word(input: ParseStream<'_>, kind: Kind, found: &mut Diagnostics) -> Option<Ident> {
    // Asked before it is parsed: what is no string would be gone.
    if input.peek(LitStr)
        && let Ok(text) = input.parse::<LitStr>()
    {
        let word = quoted(&text, kind, found);
        if word.is_none() {
            to_comma(input);
        }
        return word;
    }
    let Ok(first) = input.call(Ident::parse_any) else {
        found.over(to_comma(input), kind.expected());
        return None;
    };
    let first = first.unraw();
    let mut tokens = first.to_token_stream();
    let (mut last, mut glued) = (first.clone(), first.to_string());
    while let Some((joint, next)) = joined(input) {
        glued = format!("{glued}_{next}");
        tokens.extend(joint.parse::<proc_macro2::TokenStream>());
        tokens.extend([TokenTree::Ident(next.clone())]);
        last = next;
    }
    if last == first {
        return Some(first);
    }
    let words = kind.words();
    let text = if words.contains(&glued.as_str()) {
        glued
    } else {
        last.to_string()
    };
    if words.contains(&text.as_str()) {
        found.over(tokens, format!("write one word: `{text}`"));
        return Some(Ident::new(&text, last.span()));
    }
    let hint = suggestion(&text, &words);
    found.over(tokens, format!("unknown {} `{text}`{hint}", kind.one()));
    to_comma(input);
    None
}

/// A further word behind `-`, `::`, `.` or `/`.
fn joined(input: ParseStream<'_>) -> Option<(&'static str, Ident)> {
    let ahead = input.fork();
    let joint = if ahead.parse::<Token![-]>().is_ok() {
        "-"
    } else if ahead.parse::<Token![::]>().is_ok() {
        "::"
    } else if ahead.parse::<Token![.]>().is_ok() {
        "."
    } else {
        ahead.parse::<Token![/]>().ok()?;
        "/"
    };
    let next = ahead.call(Ident::parse_any).ok()?;
    for _ in 0..=joint.len() {
        let _: TokenTree = input.parse().ok()?;
    }
    Some((joint, next))
}

/// A word in quotes.
fn quoted(text: &LitStr, kind: Kind, found: &mut Diagnostics) -> Option<Ident> {
    let (value, span) = (text.value(), text.span());
    let known = |words: &[&str]| value.split(',').all(|word| words.contains(&word.trim()));
    if known(&kind.words()) {
        found.at(span, format!("write the word without quotes: `{value}`"));
        let word = syn::parse_str(&value).ok().map(|word| at(word, span));
        return word.filter(|_| !matches!(kind, Kind::Options));
    }
    if matches!(kind, Kind::Options) && known(&grant_words()) {
        found.at(span, format!("to enable grants write `grants({value})`"));
    } else {
        found.at(span, kind.expected());
    }
    None
}

fn at(mut word: Ident, span: Span) -> Ident {
    word.set_span(span);
    word
}
