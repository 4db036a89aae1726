//! What kind of item stands below an attribute, told without the grammar of items.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use std::iter::Peekable;

/// What stands below the attribute, as far as its first words tell.
pub(crate) enum ItemKind {
    /// A struct, an enum or a union.
    Data,
    /// Something else, with a name for it and where that stands.
    Other(&'static str, Span),
    /// No item: a statement or an expression, which rustc refuses itself.
    None,
}

const KINDS: [(&str, &str); 10] = [
    ("fn", "a function"),
    ("impl", "an impl block"),
    ("trait", "a trait"),
    ("mod", "a module"),
    ("type", "a type alias"),
    ("static", "a static"),
    ("use", "an import"),
    ("const", "a constant"),
    ("extern", "an extern block"),
    ("crate", "an extern crate"),
];

pub(crate) fn item_kind(item: &TokenStream) -> ItemKind {
    let mut tokens = item.clone().into_iter().peekable();
    skip_attributes_and_visibility(&mut tokens);
    let words = tokens.clone().map_while(|token| match token {
        TokenTree::Ident(word) => Some(word),
        TokenTree::Literal(_) => Some(Ident::new("_", Span::call_site())), // the ABI of `extern "C"`
        _ => None,
    });
    let words: Vec<Ident> = words.collect();
    // `unsafe impl`, `const fn`, `extern "C" fn`: the last of these words says what it is.
    let qualifies = |word: &Ident| {
        ["unsafe", "async", "const", "extern", "_"]
            .iter()
            .any(|q| word == q)
    };
    let named = |word: &&Ident| KINDS.iter().find(|(keyword, _)| **word == keyword);
    let before = words.iter().take_while(|word| qualifies(word)).count();
    let (before, after) = words.split_at(before);
    let decisive = after.first().filter(|word| named(word).is_some());
    let decisive = decisive.or_else(|| before.iter().rev().find(|word| named(word).is_some()));
    let Some(first) = decisive.or(words.first()) else {
        return ItemKind::None;
    };
    if ["struct", "enum", "union"]
        .iter()
        .any(|keyword| first == keyword)
    {
        return ItemKind::Data;
    }
    match named(&first) {
        Some((_, kind)) => ItemKind::Other(kind, first.span()),
        None if is_macro(tokens.clone()) => ItemKind::Other("a macro", first.span()),
        None => ItemKind::None,
    }
}

fn skip_attributes_and_visibility(tokens: &mut Peekable<impl Iterator<Item = TokenTree>>) {
    let is_hash = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == '#');
    while tokens.next_if(is_hash).is_some() {
        tokens.next();
    }
    if tokens
        .next_if(|token| matches!(token, TokenTree::Ident(word) if word == "pub"))
        .is_some()
    {
        tokens.next_if(|token| matches!(token, TokenTree::Group(_)));
    }
}

/// `name! { .. }`, `path::name!(..)`: nothing but a path stands before the first `!`.
fn is_macro(item: impl Iterator<Item = TokenTree>) -> bool {
    let is_bang = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == '!');
    let is_path = |token: &TokenTree| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        _ => false,
    };
    let mut rest = item.skip_while(is_path);
    rest.next().as_ref().is_some_and(is_bang)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(item: &str) -> &'static str {
        match item_kind(&item.parse().unwrap()) {
            ItemKind::Data => "data",
            ItemKind::Other(kind, _) => kind,
            ItemKind::None => "none",
        }
    }

    #[test]
    fn an_item_is_known_by_its_first_words() {
        let cases = [
            ("#[a] pub(crate) struct A", "data"),
            ("union U { a: u8 }", "data"),
            ("const A: fn() = b;", "a constant"),
            ("pub const unsafe fn f() {}", "a function"),
            ("extern \"C\" fn f() {}", "a function"),
            ("extern \"C\" { fn f(); }", "an extern block"),
            ("unsafe impl A for B {}", "an impl block"),
            ("macro_rules! a { () => { struct A; } }", "a macro"),
            ("make!(A);", "a macro"),
            ("core::arch::global_asm!(\"\");", "a macro"),
            ("unsafe extern \"C\" {}", "an extern block"),
            ("extern crate a;", "an extern crate"),
            ("#[macro_export] macro_rules! a { () => {} }", "a macro"),
            ("let a = 1;", "none"),
            ("a + 1", "none"),
        ];
        for (item, wanted) in cases {
            assert_eq!(kind(item), wanted, "{item}");
        }
    }
}
