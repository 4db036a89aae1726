//! The tokens of an enum of scopes: the table, the sentences, and a marker type for each scope.

use super::parse::{Marks, Scope, Scopes};
use crate::snake_case::snake_case;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Path, Visibility};

/// Prints everything; an enum with a mistake gets the same, so that nothing else fails.
pub(super) fn scopes(scopes: &Scopes<'_>, sound: bool) -> TokenStream {
    let (runtime, name, vis) = (&scopes.runtime, scopes.name, scopes.vis);
    let (impl_generics, type_generics, bounds) = scopes.generics.split_for_impl();
    let body = body(scopes);
    let sentences = scopes.variants.iter().map(|scope| {
        let Scope {
            cfgs,
            word,
            sentence,
            ..
        } = scope;
        quote!(#(#cfgs)* (#word, #sentence))
    });
    let sentences_vis = aside(&vis.to_token_stream());
    let module = module_name(name);
    let markers = markers(scopes, &module);
    let generic = !scopes.generics.params.is_empty();
    // With parameters there is an error already, and whatever names them would be a second one.
    let (implementation, links, used) = if generic {
        (quote!(), quote!(), quote!())
    } else {
        let implementation = quote!(impl __oauth2::Scopes for #name { #body });
        (implementation, links(scopes, &module), used(scopes, sound))
    };
    quote! {
        impl #impl_generics #name #type_generics #bounds {
            /// Every scope: its word, and the sentence that people read when they consent.
            #sentences_vis const SENTENCES: &'static [(
                &'static ::core::primitive::str,
                &'static ::core::primitive::str,
            )] = &[#(#sentences),*];
        }
        #markers
        const _: () = {
            use #runtime::__private as __oauth2;
            #implementation
            #links
            #used
        };
    }
}

fn body(scopes: &Scopes<'_>) -> TokenStream {
    let variants = &scopes.variants;
    let entries = variants.iter().map(|scope| {
        let Scope {
            cfgs,
            word,
            sentence,
            marks: Marks { default, optional },
            ..
        } = scope;
        let optional = optional.then(|| quote!(.optional()));
        quote!(#(#cfgs)* __oauth2::ScopeEntry::new(#word, #sentence, #default)#optional)
    });
    let arms = variants.iter().map(|scope| {
        let Scope {
            cfgs,
            variant,
            word,
            ..
        } = scope;
        quote!(#(#cfgs)* Self::#variant { .. } => #word,)
    });
    // There is an error already, and a `match` would be a second one.
    let word = if variants.is_empty() || scopes.named_twice {
        quote!("")
    } else {
        quote!(match self { #(#arms)* })
    };
    quote! {
        const TABLE: &'static [__oauth2::ScopeEntry] = &[#(#entries),*];
        fn name(self) -> &'static ::core::primitive::str { #word }
    }
}

fn module_name(name: &Ident) -> Ident {
    let snake = snake_case(&name.to_string());
    // A keyword, for an enum named `Type` or `Gen`, or the name of the enum itself, for one in a
    // script without capitals.
    let taken = snake == "gen" || name.unraw() == snake;
    let module = syn::parse_str(&snake).ok().filter(|_| !taken);
    module.unwrap_or_else(|| format_ident!("{snake}_"))
}

/// A variant is not a type, and a guard needs one: `app_scope::Read`.
fn markers(scopes: &Scopes<'_>, module: &Ident) -> TokenStream {
    let vis = aside(&scopes.vis.to_token_stream());
    let inner = aside(&one_level_down(scopes.vis));
    let markers = scopes.variants.iter().map(|scope| {
        let Scope {
            cfgs,
            variant,
            sentence,
            ..
        } = scope;
        let marker = aside(&variant.to_token_stream());
        quote! {
            #(#cfgs)*
            #[doc = #sentence]
            #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
            #inner struct #marker;
        }
    });
    let doc = format!(
        "The scopes of [`{0}`](super::{0}) as types, for guards.",
        scopes.name
    );
    quote! {
        #[doc = #doc]
        #vis mod #module { #(#markers)* }
    }
}

/// The impls stand outside the module, where the name of an enum inside a function is known.
fn links(scopes: &Scopes<'_>, module: &Ident) -> TokenStream {
    let name = scopes.name;
    let links = scopes.variants.iter().map(|scope| {
        let Scope {
            cfgs,
            variant,
            word,
            ..
        } = scope;
        quote! {
            #(#cfgs)*
            impl __oauth2::ScopeMarker for #module::#variant {
                type Of = #name;
                const NAME: &'static ::core::primitive::str = #word;
            }
            #(#cfgs)*
            impl __oauth2::RequiredScopes<#name> for #module::#variant {
                const NAMES: &'static [&'static ::core::primitive::str] = &[#word];
            }
            #(#cfgs)*
            impl __oauth2::RequiredScopes<__oauth2::AnyScope> for #module::#variant {
                const NAMES: &'static [&'static ::core::primitive::str] = &[#word];
            }
        }
    });
    links.collect()
}

/// Asks for `Copy`, and names every variant once: a scope that is only asked for by its marker is
/// not dead code.
fn used(scopes: &Scopes<'_>, sound: bool) -> TokenStream {
    let name = scopes.name;
    let variants = scopes
        .variants
        .iter()
        .filter(|scope| scope.plain)
        .map(|scope| {
            let cfgs = &scope.cfgs;
            let variant = aside(&scope.variant.to_token_stream());
            quote!(#(#cfgs)* #name::#variant)
        });
    // A value that a variant must not carry may be what is not `Copy`.
    let copy =
        sound.then(|| quote_spanned!(name.span()=> const _: () = __oauth2::is_copy::<#name>();));
    quote! {
        #copy
        const _: &[#name] = &[#(#variants),*];
    }
}

/// The same words at their places, but as the derive's own: no lint of the user's looks at them, and
/// no `allow` is needed that a `forbid` would refuse.
fn aside(tokens: &TokenStream) -> TokenStream {
    let words = tokens.clone().into_iter().map(|token| {
        let here = token.span().resolved_at(Span::call_site());
        let mut token = match token {
            // It is resolved by its span.
            TokenTree::Ident(word) if word == "$crate" => return TokenTree::Ident(word),
            TokenTree::Group(group) => Group::new(group.delimiter(), aside(&group.stream())).into(),
            other => other,
        };
        token.set_span(here);
        token
    });
    words.collect()
}

/// The same visibility, said from a module inside.
fn one_level_down(vis: &Visibility) -> TokenStream {
    let Visibility::Restricted(restricted) = vis else {
        return match vis {
            Visibility::Inherited => quote!(pub(super)),
            everywhere => quote!(#everywhere),
        };
    };
    let path: &Path = &restricted.path;
    match path
        .segments
        .first()
        .map(|first| first.ident.to_string())
        .as_deref()
    {
        Some("self") if path.segments.len() == 1 => quote!(pub(super)),
        Some("self") => {
            let rest = path.segments.iter().skip(1);
            quote!(pub(in super #(::#rest)*))
        }
        Some("super") => quote!(pub(in super::#path)),
        _ => quote!(#vis),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visibility_reaches_as_far_from_within() {
        let cases: [(Visibility, TokenStream); 6] = [
            (syn::parse_quote!(pub), quote!(pub)),
            (Visibility::Inherited, quote!(pub(super))),
            (syn::parse_quote!(pub(crate)), quote!(pub(crate))),
            (syn::parse_quote!(pub(self)), quote!(pub(super))),
            (syn::parse_quote!(pub(super)), quote!(pub(in super::super))),
            (
                syn::parse_quote!(pub(in crate::a)),
                quote!(pub(in crate::a)),
            ),
        ];
        for (vis, inner) in cases {
            assert_eq!(one_level_down(&vis).to_string(), inner.to_string());
        }
    }

    #[test]
    fn a_module_is_neither_a_keyword_nor_the_enum() {
        assert_eq!(module_name(&format_ident!("Gen")), "gen_");
        assert_eq!(module_name(&format_ident!("scope")), "scope_");
        assert_eq!(module_name(&format_ident!("r#scope")), "scope_");
        assert_eq!(module_name(&format_ident!("AppScope")), "app_scope");
        assert_eq!(module_name(&format_ident!("Type")), "type_");
    }
}
