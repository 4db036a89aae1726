//! `#[derive(Scopes)]`: the words of an enum as scopes, and a marker type for each (RFC 6749 §3.3).

mod expand;
mod parse;

use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use syn::DeriveInput;

/// Prints the impls of an enum of scopes; beside a mistake, impls that type-check and do nothing.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let mut found = Diagnostics::default();
    // rustc has told what is wrong with an item that is none.
    let Ok(input) = syn::parse2::<DeriveInput>(item) else {
        return TokenStream::new();
    };
    let scopes = parse::scopes(&input, &mut found);
    let errors = found.compile_errors();
    let impls = expand::scopes(&scopes, found.is_empty());
    quote::quote!(#impls #errors)
}
