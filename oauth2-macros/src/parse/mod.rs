//! The grammar of the attribute and of the field marks; it keeps every span.
//!
//! ```text
//! entries := (entry ("," entry)* ","?)?
//! entry   := cfg* word ("=" value | "(" entries ")")?
//! value   := literal | type
//! ```
//! Nothing is judged here. After a fault the parser resumes at the next comma, so that two wrong
//! words give two errors.

mod item;

pub(crate) use item::{FieldMarks, Input, input, item, item_keyword};

use crate::diagnostics::Diagnostics;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
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
    List(Vec<Entry>, Span),
}

/// What stands behind `=`.
pub(crate) enum Value {
    Literal(Lit),
    Type(Box<Type>),
}

/// What a comma parts, for the message when it is missing.
#[derive(Clone, Copy)]
enum Between {
    Options,
    Grants,
    Roles,
    Words,
}

impl Between {
    const fn name(self) -> &'static str {
        match self {
            Self::Options => "options",
            Self::Grants => "grants",
            Self::Roles => "roles",
            Self::Words => "words",
        }
    }
}

fn list(tokens: TokenStream, between: Between, found: &mut Diagnostics) -> Vec<Entry> {
    let parsed = (|input: ParseStream<'_>| Ok(entries(input, between, found))).parse2(tokens);
    // `entries` takes every token and reports on its own, so there is no second fault to tell.
    parsed.unwrap_or_default()
}

fn entries(input: ParseStream<'_>, between: Between, found: &mut Diagnostics) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        match entry(input, between, found) {
            Ok(entry) => entries.push(entry),
            Err(error) => {
                found.syntax(error);
                skip_to_comma(input);
            }
        }
        if input.is_empty() || input.parse::<Token![,]>().is_ok() {
            continue;
        }
        if input.peek(Ident::peek_any) || input.peek(Token![#]) {
            found.at(
                input.span(),
                format!("expected `,` between two {}", between.name()),
            );
        } else {
            found.at(
                input.span(),
                "unexpected token; write `,` or close the list",
            );
            skip_to_comma(input);
            let _: syn::Result<Token![,]> = input.parse();
        }
    }
    entries
}

fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _: syn::Result<TokenTree> = input.parse();
    }
}

fn entry(input: ParseStream<'_>, between: Between, found: &mut Diagnostics) -> syn::Result<Entry> {
    let attrs = input.call(Attribute::parse_outer)?;
    if let Some(text) = input.parse::<Option<LitStr>>()? {
        let hint = format!("write the word without quotes: `{}`", text.value());
        return Err(syn::Error::new(text.span(), hint));
    }
    if input.peek(Token![,]) {
        return Err(input.error("there is a stray comma in this list"));
    }
    let Ok(word) = input.call(Ident::parse_any) else {
        return Err(input.error(format!("expected a word; {} are words", between.name())));
    };
    let said = if input.peek(Token![=]) {
        let equals: Token![=] = input.parse()?;
        Said::Equals(value(input, &word, equals)?)
    } else if input.peek(token::Paren) {
        let inner;
        let paren = syn::parenthesized!(inner in input);
        let between = if word == "grants" {
            Between::Grants
        } else {
            Between::Words
        };
        Said::List(entries(&inner, between, found), paren.span.join())
    } else {
        Said::Nothing
    };
    Ok(Entry { attrs, word, said })
}

fn value(input: ParseStream<'_>, word: &Ident, equals: Token![=]) -> syn::Result<Value> {
    if input.is_empty() || input.peek(Token![,]) {
        return Err(syn::Error::new_spanned(
            equals,
            format!("`{word} =` has no value"),
        ));
    }
    if input.peek(Lit) {
        return input.parse().map(Value::Literal);
    }
    input.parse().map(|ty| Value::Type(Box::new(ty)))
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
