//! The tokens of a provider without mistakes: the struct, then one unnamed constant with its impls.
//!
//! Everything the expansion names comes through one leading `use`, so a wrong `crate =` is one
//! error. Nothing here is async, and each demand on the user's code stands in exactly one place.

mod docs;
mod probes;
mod provider;
mod roles;
mod settings;
mod summary;

use crate::model::Provider;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Data};

/// Prints the provider.
pub(crate) fn provider(provider: &Provider) -> TokenStream {
    let (import, mut item) = (provider.import(), provider.item.clone());
    item.attrs.extend(docs::table(provider));
    let getters = roles::getters(provider);
    let grants = provider::grants(provider);
    let signs_in = provider::signs_in(provider);
    let warnings = provider::warnings(provider);
    let probes = probes::probes(provider);
    let issuer = settings::issuer(provider);
    let provider = provider::provider(provider);
    quote! {
        #item
        const _: () = {
            #import
            #getters
            #grants
            #signs_in
            #warnings
            #probes
            #issuer
            #provider
        };
    }
}

/// `impl Trait for Struct { body }` with the struct's generics.
fn implementation(provider: &Provider, role: &TokenStream, body: &TokenStream) -> TokenStream {
    let name = &provider.item.ident;
    let (impl_generics, type_generics, bounds) = provider.item.generics.split_for_impl();
    let allowed = deprecated(provider);
    quote!(#allowed impl #impl_generics #role for #name #type_generics #bounds { #body })
}

/// A deprecated struct or field warns whoever uses it, and not its own author.
fn deprecated(provider: &Provider) -> Option<TokenStream> {
    let is = |attr: &Attribute| attr.path().is_ident("deprecated");
    let mut fields = match &provider.item.data {
        Data::Struct(data) => data.fields.iter(),
        Data::Enum(_) | Data::Union(_) => return None,
    };
    let deprecated =
        provider.item.attrs.iter().any(is) || fields.any(|field| field.attrs.iter().any(is));
    deprecated.then(|| quote!(#[allow(deprecated)]))
}

/// The `#[cfg]` of something that is not always compiled in.
fn cfg(predicate: Option<&impl ToTokens>) -> TokenStream {
    predicate
        .map(|predicate| quote!(#[cfg(#predicate)]))
        .unwrap_or_default()
}
