//! The attribute and the derive of `oauth2-runtime`: syntax in, tokens out.
//!
//! The attribute walks four stations. `parse` never judges, `model` gives words their meaning,
//! `check` never prints, `expand` never fails; every mistake goes into one list and all are told in
//! one compile. This crate knows no HTTP and no store: it prints impls whose meaning the runtime
//! gives.

mod check;
mod diagnostics;
mod expand;
mod fallback;
mod model;
mod parse;
mod scopes;
mod snake_case;
mod vocabulary;
mod words;

use crate::diagnostics::Diagnostics;
use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;

/// Makes an OAuth 2.0 provider of a struct. See `oauth2_runtime::oauth2_provider`.
#[proc_macro_attribute]
pub fn oauth2_provider(options: TokenStream, item: TokenStream) -> TokenStream {
    provider(options.into(), &item.into()).into()
}

/// Declares the scopes of an application. See `oauth2_runtime::Scopes`.
#[proc_macro_derive(Scopes, attributes(scope))]
pub fn scopes(item: TokenStream) -> TokenStream {
    scopes::expand(item.into()).into()
}

fn provider(options: Tokens, item: &Tokens) -> Tokens {
    let mut found = Diagnostics::default();
    let input = match parse::item(item) {
        Ok(parsed) => parse::input(options, parsed, &mut found),
        Err(_) => return fallback::item(item),
    };
    let words = words::words(&input);
    let provider = model::provider(input, &mut found);
    check::provider(&provider, &mut found);
    let import = provider.import();
    let rest = if found.is_empty() {
        expand::provider(&provider)
    } else {
        fallback::provider(&provider, &found)
    };
    quote! {
        const _: () = {
            #import
            __oauth2::words! { #words }
        };
        #rest
    }
}

#[cfg(test)]
mod tests;
