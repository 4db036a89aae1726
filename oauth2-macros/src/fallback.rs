//! What is printed beside a mistake, so that nothing else of the program fails.

use crate::check::wrong_item;
use crate::diagnostics::Diagnostics;
use crate::model::Provider;
use crate::parse::item_keyword;
use crate::vocabulary::GRANTS;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

/// The item, every mistake, and a provider that type-checks and does nothing.
pub(crate) fn provider(provider: &Provider, found: &Diagnostics) -> TokenStream {
    let (item, runtime, name) = (&provider.item, &provider.runtime, &provider.item.ident);
    let (impl_generics, type_generics, bounds) = item.generics.split_for_impl();
    let text = name.to_string();
    let scopes = provider.scopes.as_ref().map(ToTokens::to_token_stream);
    let scopes = scopes.unwrap_or_else(|| quote!(__oauth2::NoScopes));
    let grants = GRANTS.iter().map(|grant| format_ident!("{}", grant.word));
    let errors = found.compile_errors();
    let completion = completion(provider);
    quote! {
        #item
        #errors
        #completion
        const _: () = {
            use #runtime::__private as __oauth2;
            impl #impl_generics __oauth2::Provider for #name #type_generics #bounds {
                const MANIFEST: __oauth2::Manifest =
                    __oauth2::Manifest::new(#text, &[], &[], &[], &[]);
                type Scope = #scopes;
                type Me = ();
                type Login = __oauth2::NoLogin;
                type Grants = ();
                fn me(self) {}
                fn settings(&self) -> __oauth2::Settings {
                    <__oauth2::Settings as ::core::default::Default>::default()
                }
            }
            impl #impl_generics __oauth2::DeclaresIssuer for #name #type_generics #bounds {}
            #(impl #impl_generics __oauth2::Enabled<__oauth2::grants::#grants>
                for #name #type_generics #bounds {})*
        };
    }
}

/// An item that is not a struct, as it stands, with the mistake at its keyword.
pub(crate) fn item(item: &TokenStream, syntax: &syn::Error) -> TokenStream {
    const KINDS: [(&str, &str); 7] = [
        ("fn", "a function"),
        ("impl", "an impl block"),
        ("trait", "a trait"),
        ("mod", "a module"),
        ("type", "a type alias"),
        ("static", "a static"),
        ("use", "an import"),
    ];
    let error = item_keyword(item).and_then(|keyword| {
        let (_, kind) = KINDS.iter().find(|(word, _)| keyword == word)?;
        Some(syn::Error::new(keyword.span(), wrong_item(kind)))
    });
    let error = error.unwrap_or_else(|| syntax.clone()).into_compile_error();
    quote!(#item #error)
}

/// For an editor: the unknown word as a type among all grants, so that it offers these.
fn completion(provider: &Provider) -> TokenStream {
    let (runtime, words) = (&provider.runtime, &provider.unknown_grants);
    if words.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[allow(unexpected_cfgs)]
        const _: () = {
            #[cfg(rust_analyzer)]
            mod __completion {
                use #runtime::grants::*;
                type __Grants = (#(#words,)*);
            }
        };
    }
}
