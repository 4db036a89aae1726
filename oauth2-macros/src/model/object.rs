//! Role traits as objects: `dyn Users` is none, `dyn DynUsers` is what was meant.

use crate::vocabulary::Role;
use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};
use syn::{GenericArgument, PathArguments, Type, TypeParamBound};

/// What is wrong with the type of a field that plays a role.
pub(crate) struct Fault {
    pub(crate) at: TokenStream,
    pub(crate) message: String,
}

/// Puts the object that was meant in the place of one that cannot be, and tells what it was.
pub(crate) fn mend(ty: &mut Type, role: &Role, runtime: &TokenStream) -> Option<Fault> {
    if let Type::TraitObject(object) = ty {
        let player = role.twin.unwrap_or(role.player);
        let at = object.to_token_stream();
        let name = format_ident!("{player}");
        *ty = Type::Verbatim(quote!(::std::sync::Arc<dyn #runtime::#name>));
        let path = written(runtime);
        let message =
            format!("a field that plays a role has a size: write `Arc<dyn {path}::{player}>`");
        return Some(Fault { at, message });
    }
    mend_inside(ty, role, runtime)
}

fn mend_inside(ty: &mut Type, role: &Role, runtime: &TokenStream) -> Option<Fault> {
    match ty {
        Type::Path(path) => {
            let segment = path.path.segments.last_mut()?;
            let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else {
                return None;
            };
            let mut types = arguments
                .args
                .iter_mut()
                .filter_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                });
            types.find_map(|ty| mend_inside(ty, role, runtime))
        }
        Type::Reference(reference) => mend_inside(&mut reference.elem, role, runtime),
        Type::Group(group) => mend_inside(&mut group.elem, role, runtime),
        Type::Paren(paren) => mend_inside(&mut paren.elem, role, runtime),
        Type::TraitObject(object) => {
            let twin = role.twin?;
            let bound = object.bounds.iter_mut().find_map(|bound| match bound {
                TypeParamBound::Trait(bound) if bound.path.is_ident(role.player) => Some(bound),
                _ => None,
            })?;
            let at = bound.path.to_token_stream();
            let name = format_ident!("{twin}");
            bound.path = syn::parse2(quote!(#runtime::#name)).ok()?;
            let path = written(runtime);
            let message = format!(
                "`dyn {}` does not exist; write `dyn {path}::{twin}`",
                role.player
            );
            Some(Fault { at, message })
        }
        _ => None,
    }
}

/// The runtime's path as one writes it.
fn written(runtime: &TokenStream) -> String {
    let path: String = runtime.to_string().split_whitespace().collect();
    path.trim_start_matches("::").to_owned()
}
