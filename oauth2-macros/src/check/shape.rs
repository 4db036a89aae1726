//! Rules about the struct itself: what it owns, its type parameters, its `#[cfg]`s.

use crate::diagnostics::{Diagnostics, one_of};
use crate::model::{Provider, bare};
use crate::vocabulary::STORE;
use quote::ToTokens as _;
use syn::{Data, Fields, Type, TypeParam, TypeParamBound, WherePredicate};

pub(super) fn check(provider: &Provider, found: &mut Diagnostics) {
    for borrowed in provider.item.generics.lifetimes() {
        let message = format!(
            "provider `{}` must not borrow: axum keeps it for as long as the server runs; own the \
             data, e.g. `String` or `Arc<str>`",
            provider.item.ident
        );
        found.over(&borrowed.lifetime, message);
    }
    for hidden in &provider.hidden_marks {
        let message = "a mark in `cfg_attr` is not seen; write `#[cfg(..)]` on the field and \
                       `#[oauth2(..)]` beside it";
        found.over(hidden, message);
    }
    bounds(provider, found);
    unsized_fields(provider, found);
    tuple_cfgs(provider, found);
}

/// A type parameter must say what it plays, or that threads may share it; rustc would not name the
/// parameter.
fn bounds(provider: &Provider, found: &mut Diagnostics) {
    let parameters = provider.item.generics.type_params();
    for parameter in parameters.filter(|parameter| !is_bound(provider, parameter)) {
        let marks = provider
            .marks
            .iter()
            .filter(|mark| names(&mark.ty, parameter));
        let roles: Vec<_> = marks.filter_map(|mark| mark.meaning.role()).collect();
        if roles.is_empty() {
            let name = &parameter.ident;
            let message = format!(
                "type parameter `{name}` needs bounds, since axum keeps the provider and uses it from \
                 many threads: `{name}: Send + Sync + 'static`"
            );
            found.at(name.span(), message);
            continue;
        }
        let (name, words) = (
            &parameter.ident,
            roles.iter().map(|role| role.mark).collect::<Vec<_>>(),
        );
        let players: Vec<_> = roles.iter().map(|role| role.player).collect();
        let duty = match words.as_slice() {
            [word] if *word == STORE.mark => "is the token store".to_owned(),
            words => format!("plays {}", one_of(words).replace(" or ", " and ")),
        };
        let bound = players.join(" + ");
        let message =
            format!("type parameter `{name}` {duty}, so it needs the bound: `{name}: {bound}`");
        found.at(name.span(), message);
    }
}

fn names(ty: &Type, parameter: &TypeParam) -> bool {
    matches!(bare(ty), Type::Path(path) if path.path.is_ident(&parameter.ident))
}

/// Whether anything at all is asked of the parameter: which bound implies which, rustc knows.
fn is_bound(provider: &Provider, parameter: &TypeParam) -> bool {
    let clause = provider
        .item
        .generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates);
    let mut bounded = clause.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => Some(&predicate.bounded_ty),
        _ => None,
    });
    !parameter.bounds.is_empty() || bounded.any(|ty| names(ty, parameter))
}

/// A provider is moved into its server.
fn unsized_fields(provider: &Provider, found: &mut Diagnostics) {
    let Data::Struct(data) = &provider.item.data else {
        return;
    };
    for parameter in provider.item.generics.type_params() {
        let mut bounds = parameter.bounds.iter();
        if is_held(&data.fields, parameter)
            && let Some(maybe) = bounds.find(|bound| is_unsized(bound))
        {
            let message = "a provider has a size; delete this, or put the field into an `Arc`";
            found.over(maybe, message);
        }
    }
}

/// Whether a field is of just this type.
fn is_held(fields: &Fields, parameter: &TypeParam) -> bool {
    fields.iter().any(|field| names(&field.ty, parameter))
}

/// Whether a bound is `?Sized`.
fn is_unsized(bound: &TypeParamBound) -> bool {
    bound.to_token_stream().to_string().starts_with('?')
}

/// A field that comes and goes would change the numbers of those behind it.
fn tuple_cfgs(provider: &Provider, found: &mut Diagnostics) {
    let Data::Struct(data) = &provider.item.data else {
        return;
    };
    let Fields::Unnamed(fields) = &data.fields else {
        return;
    };
    let mut attrs = fields.unnamed.iter().flat_map(|field| &field.attrs);
    if let Some(cfg) = attrs.find(|attr| attr.path().is_ident("cfg"))
        && !provider.marks.is_empty()
    {
        found.over(
            cfg,
            "`#[cfg]` renumbers the fields of a tuple struct; give the fields names",
        );
    }
}
