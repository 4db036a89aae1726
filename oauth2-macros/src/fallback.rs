//! What is printed beside a mistake, so that nothing else of the program fails.

use crate::check::wrong_item;
use crate::diagnostics::Diagnostics;
use crate::model::{Provider, mend};
use crate::parse::{ItemKind, item_kind};
use crate::vocabulary::GRANTS;
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{Data, DeriveInput, Field, Member};

/// The item, every mistake, and a provider that type-checks and does nothing.
pub(crate) fn provider(provider: &Provider, found: &Diagnostics) -> TokenStream {
    let (item, name) = (mended(provider), &provider.item.ident);
    let (impl_generics, type_generics, bounds) = item.generics.split_for_impl();
    let text = name.to_string();
    let scopes = provider.scopes.as_ref().map(ToTokens::to_token_stream);
    let scopes = scopes.unwrap_or_else(|| quote!(__oauth2::AnyScope));
    let grants = GRANTS.iter().map(|grant| format_ident!("{}", grant.word));
    let errors = found.compile_errors();
    let import = provider.import();
    quote! {
        #item
        #errors
        const _: () = {
            #import
            impl #impl_generics __oauth2::Provider for #name #type_generics #bounds {
                const MANIFEST: __oauth2::Manifest =
                    __oauth2::Manifest::new(#text, &[], &[], &[], &[]);
                type Scope = #scopes;
                type Me = ();
                type Login = __oauth2::FormLogin;
                type Grants = ();
                fn me(_: Self) {}
                fn lend((): &()) -> &Self { __oauth2::nobody() }
                fn settings(&self) -> __oauth2::Settings {
                    <__oauth2::Settings as ::core::default::Default>::default()
                }
            }
            impl #impl_generics __oauth2::DeclaresIssuer for #name #type_generics #bounds {}
            impl #impl_generics __oauth2::SignsIn for #name #type_generics #bounds {}
            #(impl #impl_generics __oauth2::Enabled<__oauth2::grants::#grants>
                for #name #type_generics #bounds {})*
        };
    }
}

/// The item, without types that rustc would refuse once more.
fn mended(provider: &Provider) -> DeriveInput {
    let mut item = provider.item.clone();
    let Data::Struct(data) = &mut item.data else {
        return item;
    };
    for mark in &provider.marks {
        let is_marked = |field: &(usize, &mut Field)| match &mark.member {
            Member::Named(name) => field.1.ident.as_ref() == Some(name),
            Member::Unnamed(at) => u32::try_from(field.0) == Ok(at.index),
        };
        let field = data.fields.iter_mut().enumerate().find(is_marked);
        if let (Some((_, field)), Some(role)) = (field, mark.meaning.role()) {
            mend(&mut field.ty, role, &provider.runtime);
        }
    }
    item
}

/// An item that is not a struct as it stands, with the mistake at its keyword. What rustc refuses
/// itself gets no second message.
pub(crate) fn item(item: &TokenStream) -> TokenStream {
    match item_kind(item) {
        ItemKind::Other(kind, span) => {
            let error = syn::Error::new(span, wrong_item(kind)).into_compile_error();
            quote!(#item #error)
        }
        ItemKind::Data => without_marks(item),
        ItemKind::None => item.clone(),
    }
}

/// The tokens without `#[oauth2(..)]`, which nobody else knows.
fn without_marks(tokens: &TokenStream) -> TokenStream {
    let mut left: Vec<TokenTree> = Vec::new();
    for token in tokens.clone() {
        let after_hash =
            matches!(left.last(), Some(TokenTree::Punct(hash)) if hash.as_char() == '#');
        match token {
            TokenTree::Group(group) if after_hash && is_mark(&group) => {
                left.pop();
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), without_marks(&group.stream()));
                inner.set_span(group.span());
                left.push(inner.into());
            }
            other => left.push(other),
        }
    }
    left.into_iter().collect()
}

fn is_mark(attribute: &Group) -> bool {
    let first = attribute.stream().into_iter().next();
    matches!(first, Some(TokenTree::Ident(word)) if word == "oauth2")
}
