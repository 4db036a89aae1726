//! `#[derive(Scopes)]`: the words of an enum as scopes, and a marker type for each (RFC 6749 §3.3).

mod expand;
mod parse;

use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use syn::DeriveInput;

/// Prints the impls of an enum of scopes; beside a mistake, impls that type-check and do nothing.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let mut found = Diagnostics::default();
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let scopes = parse::scopes(&input, &mut found);
    let errors = found.compile_errors();
    let impls = expand::scopes(&scopes);
    quote::quote!(#impls #errors)
}
