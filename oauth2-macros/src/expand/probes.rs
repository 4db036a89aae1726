//! Asks whether a hook is implemented that nobody calls, and says so at the attribute.
//!
//! An attribute cannot see impls, but the compiler can: a constant of one name has one type if the
//! struct implements the role's trait, and another if not. For a struct without parameters the answer
//! is evaluated, and the text names everything. With parameters nothing is evaluated before they are
//! known; there the types themselves answer, with a text of the runtime's.

use super::{deprecated, implementation};
use crate::model::{Mark, Meaning, Provider};
use crate::vocabulary::{LOGIN, Need, ROLES, Role, USERS};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

/// Prints a probe for every role that the struct must not play.
pub(super) fn probes(provider: &Provider) -> TokenStream {
    let probes: Vec<_> = ROLES
        .iter()
        .filter_map(|role| probe(provider, role))
        .collect();
    if probes.is_empty() {
        return TokenStream::new();
    }
    let import = quote!(
        use __oauth2::probe::Ask as _;
    );
    let items = if provider.item.generics.params.is_empty() {
        quote!(#import #(#probes)*)
    } else {
        // A function of a trait is nobody's dead code, and its impl brings the parameters.
        let body = quote!(fn probe() { #import #(#probes)* });
        implementation(provider, &quote!(__oauth2::probe::Probed), &body)
    };
    quote!(__oauth2::unseen! { #items })
}

fn probe(provider: &Provider, role: &'static Role) -> Option<TokenStream> {
    let (span, text) = objection(provider, role)?;
    let (name, player) = (&provider.item.ident, Ident::new(role.player, span));
    let mut name = name.clone();
    name.set_span(name.span().located_at(span));
    let (_, parameters, _) = provider.item.generics.split_for_impl();
    let provider_type = quote_spanned!(span=> #name #parameters);
    let asked = quote_spanned!(span=> <__oauth2::probe::#player<#provider_type>>::PLAYED);
    if !provider.item.generics.params.is_empty() {
        let question = Ident::new(role.getter, span);
        return Some(
            quote_spanned!(span=> __oauth2::probe::#question::<#provider_type, _>(#asked);),
        );
    }
    let deprecated = deprecated(provider);
    Some(quote_spanned! {span=>
        #deprecated
        const _: () = __oauth2::never_called(#asked.is_played(), #text);
    })
}

/// What to say, and where, if the struct plays the role; `None` when it may.
fn objection(provider: &Provider, role: &'static Role) -> Option<(Span, String)> {
    let marked: Vec<_> = provider.marked(Meaning::Plays(role)).collect();
    match marked.as_slice() {
        [] => idle(provider, role),
        [mark] if mark.cfg.is_none() => Some((mark.span, played_by_field(provider, role, mark))),
        // Fields that come and go may leave the role to the struct.
        _ => None,
    }
}

fn played_by_field(provider: &Provider, role: &Role, mark: &Mark) -> String {
    let (player, name, word) = (role.player, &provider.item.ident, role.mark);
    let field = super::summary::field_name(&mark.member);
    format!(
        "{}: {field} is marked `{word}` and plays that role. Delete `impl {player} for {name}`, or \
         this mark",
        never_called(role, name)
    )
}

fn idle(provider: &Provider, role: &Role) -> Option<(Span, String)> {
    let (player, word, name) = (role.player, role.mark, &provider.item.ident);
    let never = never_called(role, name);
    match (&role.need, provider.login_form) {
        (Need::SomeGrants, Some(form)) if *role == LOGIN => {
            let text = format!(
                "{never}: `login(form)` signs people in with the toolkit's own page. Delete \
                 `impl {player} for {name}`, or `login(form)`"
            );
            Some((form, text))
        }
        (Need::SomeGrants | Need::SignIn(_), _) if !provider.needs(role) => {
            let needed_by = Provider::needed_by(role);
            let add = if *role == USERS {
                "Add the grant to this list, or `login(form)` beside it"
            } else {
                "Add it to this list"
            };
            let text = format!(
                "{never}: it belongs to {needed_by}, which `{name}` does not enable. {add}, or \
                 delete `impl {player} for {name}`"
            );
            Some((provider.list, text))
        }
        (Need::Optional(_) | Need::SignIn(_), _)
            if provider.plays.iter().all(|(played, _)| *played != role) =>
        {
            let text = format!(
                "{never}: nothing says that `{name}` plays this role. Write `plays({word})` in the \
                 attribute, or delete `impl {player} for {name}`"
            );
            Some((provider.list, text))
        }
        _ => None,
    }
}

fn never_called(role: &Role, name: &Ident) -> String {
    if role.hook == role.player {
        format!("`impl {} for {name}` is never used", role.player)
    } else {
        format!("the hook `{}` of `{name}` is never called", role.hook)
    }
}
