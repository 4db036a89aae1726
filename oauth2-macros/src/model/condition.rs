//! The predicates of `#[cfg]`: read because they are copied, and a malformed copy would be a second
//! mistake.

use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Ident, LitBool, LitStr, MacroDelimiter, Meta, Token, token};

/// The one predicate of some `#[cfg]` attributes on a grant; what is malformed is told.
pub(super) fn of_grant(attrs: &[Attribute], found: &mut Diagnostics) -> Option<TokenStream> {
    for attr in attrs.iter().filter(|attr| !is_sound(attr)) {
        found.over(
            &attr.meta,
            "`#[cfg(..)]` takes one condition, e.g. a feature of your Cargo.toml: write `#[cfg(feature = \"legacy\")]`, or delete it",
        );
    }
    predicate(attrs)
}

/// The same for a field, where rustc sees the original and tells of it.
pub(super) fn of_field(attrs: &[Attribute], found: &mut Diagnostics) -> Option<TokenStream> {
    if attrs.iter().any(|attr| read(attr).is_none()) {
        found.told_by_rustc();
    }
    predicate(attrs)
}

fn predicate(cfgs: &[Attribute]) -> Option<TokenStream> {
    let mut all = cfgs
        .iter()
        .filter_map(|cfg| cfg.meta.require_list().ok())
        .map(|cfg| &cfg.tokens);
    match (all.next(), all.next()) {
        (None, _) => None,
        (Some(one), None) => Some(one.clone()),
        (Some(one), Some(two)) => Some(quote!(all(#one, #two #(, #all)*))),
    }
}

fn is_sound(cfg: &Attribute) -> bool {
    read(cfg) == Some(true)
}

/// Whether every name in a condition may be set; `None` if it is no condition.
fn read(cfg: &Attribute) -> Option<bool> {
    let Meta::List(list) = &cfg.meta else {
        return None;
    };
    if !matches!(list.delimiter, MacroDelimiter::Paren(_)) {
        return None;
    }
    condition.parse2(list.tokens.clone()).ok()
}

/// `word`, `word = "text"`, `true`, `false`, or `all(..)`, `any(..)`, `not(..)` of these.
fn condition(input: ParseStream<'_>) -> syn::Result<bool> {
    if input.parse::<Option<LitBool>>()?.is_some() {
        return Ok(true);
    }
    let word = input.call(Ident::parse_any)?;
    if input.peek(token::Paren) {
        let inner;
        syn::parenthesized!(inner in input);
        let parts = inner.parse_terminated(condition, Token![,])?;
        return match word.to_string().as_str() {
            "not" if parts.len() != 1 => Err(input.error("one condition")),
            "all" | "any" | "not" => Ok(parts.into_iter().all(|part| part)),
            _ => Err(input.error("no condition")),
        };
    }
    if input.parse::<Option<Token![=]>>()?.is_some() {
        input.parse::<LitStr>()?;
        return Ok(true);
    }
    // Alone it is a name that nothing sets: the `= ".."` was forgotten.
    Ok(word != "feature")
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn conditions_are_told_from_what_is_none() {
        let good: [Attribute; 4] = [
            parse_quote!(#[cfg(unix)]),
            parse_quote!(#[cfg(true)]),
            parse_quote!(#[cfg(feature = "legacy")]),
            parse_quote!(#[cfg(all(any(unix, windows), not(feature = "a"),))]),
        ];
        assert!(good.iter().all(is_sound));
        let bad: [Attribute; 8] = [
            parse_quote!(#[cfg]),
            parse_quote!(#[cfg()]),
            parse_quote!(#[cfg = "unix"]),
            parse_quote!(#[cfg[unix]]),
            parse_quote!(#[cfg(feature)]),
            parse_quote!(#[cfg(unix, windows)]),
            parse_quote!(#[cfg(not(unix, windows))]),
            parse_quote!(#[cfg(feature == "a")]),
        ];
        assert!(!bad.iter().any(is_sound));
    }
}
