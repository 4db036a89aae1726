//! The grammar of the attribute and of the field marks; it keeps every span.
//!
//! ```text
//! entries := (entry ("," entry)* ","?)?
//! entry   := attr* word ("=" value | "(" entries ")")?
//! value   := literal | type
//! ```
//! Nothing is judged here. What breaks the grammar is told once, or kept as [`Said::Other`] for the
//! word's meaning to tell, and the parser resumes at the next comma, so that two wrong words give
//! two errors.

mod item;
mod keyword;
mod words;

pub(crate) use item::{FieldMarks, Input, input, item};
pub(crate) use keyword::{ItemKind, item_kind};
pub(crate) use words::Kind;

use crate::diagnostics::Diagnostics;
use crate::vocabulary::takes_list;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::fmt::Display;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Ident, Lit, LitStr, Token, Type, token};

/// One word of a list with what is said of it.
pub(crate) struct Entry {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) word: Ident,
    pub(crate) said: Said,
}

/// What follows a word.
pub(crate) enum Said {
    Nothing,
    Equals(Value),
    List(List),
    /// What no option takes, up to the comma.
    Other(TokenStream),
}

/// A list in parentheses.
pub(crate) struct List {
    pub(crate) entries: Vec<Entry>,
    /// The parentheses with what they hold.
    pub(crate) span: Span,
    /// Whether nothing in it broke the grammar.
    pub(crate) sound: bool,
}

/// What stands behind `=`.
pub(crate) enum Value {
    Literal(Lit),
    Type(Box<Type>),
}

/// Parses a list to its end.
pub(crate) fn list(tokens: TokenStream, kind: Kind, found: &mut Diagnostics) -> Vec<Entry> {
    let mut entries = Vec::new();
    let whole = |input: ParseStream<'_>| {
        entries = self::entries(input, kind, found);
        Ok(())
    };
    // `entries` takes every token and tells of each fault itself.
    let _: syn::Result<()> = whole.parse2(tokens);
    entries
}

fn entries(input: ParseStream<'_>, kind: Kind, found: &mut Diagnostics) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        entries.extend(entry(input, kind, found));
        separator(input, kind, found);
    }
    entries
}

/// The comma behind an entry. Another mark in its place is told, and then stands for it.
fn separator(input: ParseStream<'_>, kind: Kind, found: &mut Diagnostics) {
    if input.is_empty() || input.parse::<Token![,]>().is_ok() {
        return;
    }
    let (span, what) = (input.span(), kind.name());
    if starts_an_entry(input) {
        return found.at(
            span,
            format!("expected `,` between two {what}; write it before this word"),
        );
    }
    if let Ok(token) = input.parse::<TokenTree>() {
        found.at(
            span,
            format!("expected `,` between two {what}, found `{token}`"),
        );
    }
}

fn entry(input: ParseStream<'_>, kind: Kind, found: &mut Diagnostics) -> Option<Entry> {
    let attrs = attributes(input, found);
    if input.is_empty() || input.peek(Token![,]) {
        let message = match attrs.last() {
            Some(_) => kind.expected(),
            None => "there is a stray comma in this list; delete it".to_owned(),
        };
        match attrs.last() {
            Some(attr) => found.over(attr, message),
            None => found.at(input.span(), message),
        }
        return None;
    }
    let word = words::word(input, kind, found)?;
    let said = said(input, &word, found);
    Some(Entry { attrs, word, said })
}

/// The attributes in front of an entry, each parsed for itself: what is left over in one is its
/// own fault.
fn attributes(input: ParseStream<'_>, found: &mut Diagnostics) -> Vec<Attribute> {
    let mut attrs = Vec::new();
    while input.peek(Token![#]) {
        let words = if input.peek2(Token![!]) { 3 } else { 2 };
        let tokens: TokenStream = (0..words)
            .flat_map(|_| input.parse::<TokenTree>())
            .collect();
        match Attribute::parse_outer.parse2(tokens.clone()) {
            Ok(parsed) => attrs.extend(parsed),
            Err(_) => found.over(
                tokens,
                "malformed attribute; write e.g. `#[cfg(feature = \"legacy\")]`, or delete it",
            ),
        }
    }
    attrs
}

fn said(input: ParseStream<'_>, word: &Ident, found: &mut Diagnostics) -> Said {
    let stands_for_a_comma =
        input.peek(Token![|]) || input.peek(Token![+]) || input.peek(Token![&]);
    if ends(input) || stands_for_a_comma || starts_an_entry(input) {
        return Said::Nothing;
    }
    if input.peek(token::Paren) && takes_list(&word.to_string()) {
        return parentheses(input, word, found).map_or(Said::Nothing, Said::List);
    }
    let equals = input.peek(Token![=]) && !input.peek(Token![==]) && !input.peek(Token![=>]);
    if equals && let Ok(equals) = input.parse::<TokenTree>() {
        if ends(input) {
            return Said::Other(equals.into());
        }
        return value(input);
    }
    Said::Other(to_comma(input))
}

fn parentheses(input: ParseStream<'_>, word: &Ident, found: &mut Diagnostics) -> syn::Result<List> {
    let inner;
    let paren = syn::parenthesized!(inner in input);
    let before = found.count();
    Ok(List {
        entries: entries(&inner, Kind::of_option(&word.to_string()), found),
        span: paren.span.join(),
        sound: found.count() == before,
    })
}

/// A literal or a type, if that is all that stands up to the comma.
fn value(input: ParseStream<'_>) -> Said {
    let (literal, ty) = (input.fork(), input.fork());
    let value = if literal.parse::<Lit>().is_ok() && ends_value(&literal) {
        input.parse().map(Value::Literal)
    } else if ty.parse::<Type>().is_ok() && ends_value(&ty) {
        input.parse().map(|ty| Value::Type(Box::new(ty)))
    } else {
        return Said::Other(to_comma(input));
    };
    value.map_or(Said::Nothing, Said::Equals)
}

fn ends(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,]) || input.peek(Token![;])
}

/// Also where a comma is missing: at a word that says something itself.
fn ends_value(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let next = ahead.call(Ident::parse_any).is_ok();
    ends(input) || next && (ahead.peek(Token![=]) || ahead.peek(token::Paren))
}

fn starts_an_entry(input: ParseStream<'_>) -> bool {
    input.peek(Ident::peek_any) || input.peek(Token![#])
}

fn to_comma(input: ParseStream<'_>) -> TokenStream {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        tokens.extend(input.parse::<TokenTree>());
    }
    tokens
}

impl Said {
    /// Tells of a fault in what was said, or at the word if that was nothing.
    pub(crate) fn tell(&self, word: &Ident, message: impl Display, found: &mut Diagnostics) {
        match self {
            Self::Nothing => found.at(word.span(), message),
            Self::Equals(value) => found.over(value, message),
            Self::List(list) => found.at(list.span, message),
            Self::Other(tokens) => found.over(tokens, message),
        }
    }
}

impl Value {
    /// The text, if it is a string.
    pub(crate) fn as_text(&self) -> Option<&LitStr> {
        match self {
            Self::Literal(Lit::Str(text)) => Some(text),
            _ => None,
        }
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(literal) => literal.to_tokens(tokens),
            Self::Type(ty) => ty.to_tokens(tokens),
        }
    }
}
