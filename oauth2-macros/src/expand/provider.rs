//! The impls of `Provider` and `Enabled`, and the warnings of legacy words.

use super::summary::{Line, endpoints, hooks, options};
use super::{cfg, implementation, settings};
use crate::model::Provider;
use crate::vocabulary::LOGIN;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

/// RFC 6749 §4.1.2.
const LONGEST_CODE: u64 = 600;

/// `Enabled` for each grant, under the user's own word: there the editor finds its documentation.
pub(super) fn grants(provider: &Provider) -> TokenStream {
    let enabled = provider.grants.iter().map(|grant| {
        let (cfg, word) = (
            cfg(grant.cfg.as_ref()),
            Ident::new(grant.row.word, grant.span),
        );
        let role = quote!(__oauth2::Enabled<__oauth2::grants::#word>);
        let implementation = implementation(provider, &role, &quote!());
        quote!(#cfg #implementation)
    });
    enabled.collect()
}

/// Deprecated constants, named where the user wrote the legacy word.
pub(super) fn warnings(provider: &Provider) -> TokenStream {
    let legacy = provider.grants.iter().filter(|grant| grant.row.legacy);
    let legacy = legacy.filter(|grant| !provider.allows(grant.row.word));
    let grants = legacy.map(|grant| (cfg(grant.cfg.as_ref()), grant.row.word, grant.span));
    let code_ttl = provider
        .lifetime("code_ttl")
        .filter(|ttl| ttl.seconds > LONGEST_CODE);
    let code_ttl = code_ttl.map(|ttl| (quote!(), "code_ttl", ttl.span));
    let warnings = grants.chain(code_ttl).map(|(cfg, word, span)| {
        let word = Ident::new(word, span);
        quote!(#cfg const _: () = __oauth2::legacy::#word;)
    });
    warnings.collect()
}

/// `Provider`, with the aliases that stand in for what a `#[cfg]` may take away.
pub(super) fn provider(provider: &Provider) -> TokenStream {
    let aliases = aliases(provider);
    let manifest = manifest(provider);
    let scopes = scopes(provider);
    let me = Ident::new("Self", provider.item.ident.span());
    let login = login(provider);
    let grants = (0..provider.grants.len())
        .rev()
        .fold(quote!(()), |rest, at| {
            let grant = grant_type(provider, at);
            quote!((#grant, #rest))
        });
    let settings = settings::functions(provider);
    let body = quote! {
        const MANIFEST: __oauth2::Manifest = #manifest;
        #scopes
        type Me = #me;
        type Login = #login;
        type Grants = #grants;
        fn me(this: Self) -> Self { this }
        fn lend(me: &Self) -> &Self { me }
        #settings
    };
    let provider_impl = implementation(provider, &quote!(__oauth2::Provider), &body);
    quote!(#aliases #provider_impl)
}

/// `#[cfg]` cannot stand in a type, so an alias is the grant or `Off`, the login or none.
fn aliases(provider: &Provider) -> TokenStream {
    let alias = |name: &Ident, cfg: &TokenStream, on: &Ident, off: &Ident| {
        let path = if on == "OwnLogin" {
            quote!(#on)
        } else {
            quote!(grants::#on)
        };
        quote! {
            #[cfg(#cfg)]
            type #name = __oauth2::#path;
            #[cfg(not(#cfg))]
            type #name = __oauth2::#off;
        }
    };
    let off = format_ident!("Off");
    let mut aliases = TokenStream::new();
    for (at, grant) in provider.grants.iter().enumerate() {
        let Some(cfg) = &grant.cfg else { continue };
        aliases.extend(alias(
            &alias_name(at),
            cfg,
            &format_ident!("{}", grant.row.word),
            &off,
        ));
    }
    if let Some(cfg) = conditional_login(provider) {
        let (own, none) = (format_ident!("OwnLogin"), format_ident!("NoLogin"));
        aliases.extend(alias(&format_ident!("__LoginKind"), &cfg, &own, &none));
    }
    aliases
}

fn alias_name(at: usize) -> Ident {
    format_ident!("__Grant{at}")
}

fn grant_type(provider: &Provider, at: usize) -> TokenStream {
    match provider.grants.get(at) {
        Some(grant) if grant.cfg.is_none() => {
            let word = format_ident!("{}", grant.row.word);
            quote!(__oauth2::grants::#word)
        }
        _ => alias_name(at).into_token_stream(),
    }
}

/// When the application's own login is asked for, if that depends on a `#[cfg]`.
fn conditional_login(provider: &Provider) -> Option<TokenStream> {
    provider
        .asked_when(&LOGIN)
        .filter(|_| provider.needs(&LOGIN))
}

/// `SignsIn`, where an enabled grant sends people to the authorization endpoint.
pub(super) fn signs_in(provider: &Provider) -> TokenStream {
    if provider.login_form.is_none() && !provider.needs(&LOGIN) {
        return TokenStream::new();
    }
    let cfg = cfg(conditional_login(provider).as_ref());
    let implementation = implementation(provider, &quote!(__oauth2::SignsIn), &quote!());
    quote!(#cfg #implementation)
}

fn login(provider: &Provider) -> TokenStream {
    if provider.login_form.is_some() {
        quote!(__oauth2::FormLogin)
    } else if conditional_login(provider).is_some() {
        quote!(__LoginKind)
    } else if provider.needs(&LOGIN) {
        quote!(__oauth2::OwnLogin)
    } else {
        quote!(__oauth2::NoLogin)
    }
}

fn scopes(provider: &Provider) -> TokenStream {
    let declared = provider.scopes.as_ref();
    let none = || {
        quote!(
            type Scope = __oauth2::NoScopes;
        )
    };
    declared.map_or_else(none, |scopes| {
        // The trait's word stays away from the user's, where an editor would go to it.
        let scope = format_ident!("Scope");
        quote_spanned!(scopes.span()=> type #scope = #scopes;)
    })
}

fn manifest(provider: &Provider) -> TokenStream {
    let name = provider.item.ident.to_string();
    let grants = provider.grants.iter().map(|grant| {
        let (cfg, word) = (cfg(grant.cfg.as_ref()), grant.row.word);
        quote!(#cfg #word)
    });
    let pair = |line: &Line| {
        let (cfg, name, value) = (cfg(line.cfg.as_ref()), &line.name, &line.value);
        quote!(#cfg (#name, #value))
    };
    let (hooks, mut options) = (hooks(provider), options(provider));
    options.extend(endpoints(provider).into_iter().map(|line| {
        let name = format!("endpoint {}", line.name);
        Line { name, ..line }
    }));
    let (hooks, options) = (hooks.iter().map(pair), options.iter().map(pair));
    quote! {
        __oauth2::Manifest::new(
            #name,
            &[#(#grants),*],
            &[#(#hooks),*],
            &[#(#options),*],
            __oauth2::scope_table::<Self>(),
        )
    }
}
