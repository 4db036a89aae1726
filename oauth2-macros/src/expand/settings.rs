//! The settings that the attribute states, or the field that holds them.

use super::roles::field;
use super::{cfg, implementation};
use crate::model::{Meaning, Provider, any, otherwise};
use crate::vocabulary::ALLOWANCES;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

/// `DeclaresIssuer`, and the name under which a marked field is checked.
pub(super) fn issuer(provider: &Provider) -> TokenStream {
    let role = quote!(__oauth2::DeclaresIssuer);
    let implementation = implementation(provider, &role, &quote!());
    if provider.issuer.is_some() {
        return implementation;
    }
    if !provider.has_settings() {
        return TokenStream::new();
    }
    let fields = provider.marked(Meaning::Settings).map(|mark| &mark.cfg);
    let cfg = cfg(any(fields).as_ref());
    quote! {
        use __oauth2::Settings as __Settings;
        #cfg
        #implementation
    }
}

/// `Provider::settings`: a copy of the marked field, or what the attribute states.
pub(super) fn functions(provider: &Provider) -> TokenStream {
    let allowed = ALLOWANCES.iter().filter(|(word, _)| provider.allows(word));
    let allowed = allowed.map(|(_, switch)| format_ident!("{switch}"));
    let allowed = quote!(#(.#allowed())*);
    let marked = || provider.marked(Meaning::Settings);
    let mut functions: TokenStream = marked()
        .map(|mark| {
            let (cfg, field) = (cfg(mark.cfg.as_ref()), field(&mark.member, mark.span));
            let this = quote_spanned!(mark.span=> self);
            let stated = Ident::new("stated", mark.span);
            let lent = quote_spanned!(mark.span=> let #stated: &__Settings = #field;);
            quote! {
                #cfg
                fn settings(&#this) -> __oauth2::Settings {
                    #lent
                    ::core::clone::Clone::clone(#stated) #allowed
                }
            }
        })
        .collect();
    if let Some(when) = otherwise(marked().map(|mark| &mark.cfg)) {
        let (cfg, stated) = (cfg(when.as_ref()), stated(provider));
        functions.extend(quote! {
            #cfg
            fn settings(&self) -> __oauth2::Settings { #stated #allowed }
        });
    }
    functions
}

/// The settings that the attribute states.
fn stated(provider: &Provider) -> TokenStream {
    let issuer = provider.issuer.iter();
    let lifetimes = provider.lifetimes.iter().map(|lifetime| {
        let word = Ident::new(&lifetime.word.to_string(), Span::call_site());
        let seconds = lifetime.seconds;
        quote!(.#word(::core::time::Duration::from_secs(#seconds)))
    });
    let pkce = provider.pkce.iter().map(|pkce| {
        let word = if pkce.value() == "optional" {
            quote!(Optional)
        } else {
            quote!(Required)
        };
        quote!(.pkce(__oauth2::Pkce::#word))
    });
    let paths = if provider.paths.is_empty() {
        quote!()
    } else {
        let paths = provider.paths.iter().map(|(word, path)| {
            let word = format_ident!("{}", word.text);
            quote!(.#word(#path))
        });
        quote!(.paths(<__oauth2::Paths as ::core::default::Default>::default() #(#paths)*))
    };
    quote! {
        <__oauth2::Settings as ::core::default::Default>::default()
            #(.issuer(#issuer))* #(#lifetimes)* #(#pkce)* #paths
    }
}
