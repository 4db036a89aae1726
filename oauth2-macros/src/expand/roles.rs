//! One getter a role: the only place in the program that asks for the hook.
//!
//! The tokens that carry a user's span decide where rustc points. The struct as a player needs the
//! span on `impl`, on the role's name and on `self`; a field needs it on every word.

use super::{cfg, implementation};
use crate::model::{Player, Provider, Who, otherwise};
use crate::vocabulary::{Need, ROLES, Role, USERS};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Index, Member};

/// The lender of a role and what it lends.
struct Getter {
    lender: &'static str,
    name: &'static str,
    player: &'static str,
}

/// Prints the getters of every role that is asked for.
pub(super) fn getters(provider: &Provider) -> TokenStream {
    let needed = ROLES.iter().filter(|role| provider.needs(role));
    needed
        .map(|role| {
            if **role == USERS {
                users(provider)
            } else {
                getter(provider, role)
            }
        })
        .collect()
}

fn getter(provider: &Provider, role: &'static Role) -> TokenStream {
    let asked_at = match role.need {
        Need::SomeGrants | Need::SignIn(_) => {
            provider.grants_needing(role).next().map(|grant| grant.span)
        }
        _ => None,
    };
    let players = provider.players(role, asked_at.unwrap_or(provider.list));
    let when = provider.asked_when(role);
    lend(provider, &Getter::of(role), when.as_ref(), &players)
}

/// `users` is asked for by grant `password`, by `login(form)`, or by both, and then once.
fn users(provider: &Provider) -> TokenStream {
    let grants = || provider.grants_needing(&USERS);
    let mut getters = if grants().next().is_some() {
        getter(provider, &USERS)
    } else {
        quote!()
    };
    let Some(form) = provider.login_form else {
        return getters;
    };
    let form_users = Getter {
        lender: "HasFormUsers",
        name: "form_users",
        player: "LoginFormUsers",
    };
    if grants().next().is_some() {
        let cfg = cfg(provider.asked_when(&USERS).as_ref());
        let (role, body) = form_users.tokens(&quote!(__oauth2::HasUsers::users(self)));
        let forwarding = implementation(provider, &role, &body);
        getters.extend(quote!(#cfg #forwarding));
    }
    if let Some(when) = otherwise(grants().map(|grant| &grant.cfg)) {
        let players = provider.players(&USERS, form);
        getters.extend(lend(provider, &form_users, when.as_ref(), &players));
    }
    getters
}

fn lend(
    provider: &Provider,
    getter: &Getter,
    when: Option<&TokenStream>,
    players: &[Player<'_>],
) -> TokenStream {
    let when = cfg(when);
    let impls = players.iter().map(|player| {
        let compiled = cfg(player.cfg.as_ref());
        let (role, body) = match &player.who {
            Who::Struct(span) => getter.of_struct(*span),
            Who::Field(mark) => getter.of_field(&mark.member, mark.span),
            Who::Stock(stock, asked_at) => getter.of_stock(stock, *asked_at),
        };
        let implementation = implementation(provider, &role, &body);
        quote!(#when #compiled #implementation)
    });
    let impls: TokenStream = impls.collect();
    let by_field = players
        .iter()
        .any(|player| matches!(player.who, Who::Field(_)));
    let import = by_field.then(|| getter.import());
    quote!(#import #impls)
}

impl Getter {
    const fn of(role: &'static Role) -> Self {
        Self {
            lender: role.lender,
            name: role.getter,
            player: role.player,
        }
    }

    fn words(&self, span: Span) -> (Ident, Ident, Ident) {
        let here = Span::call_site();
        (
            Ident::new(self.lender, here),
            Ident::new(self.name, here),
            Ident::new(self.player, span),
        )
    }

    /// The role under a name of one word: a path of several, all under the user's mark, would be
    /// an `unused_qualifications` of the user's.
    fn import(&self) -> TokenStream {
        let (player, alias) = (
            format_ident!("{}", self.player),
            format_ident!("{}", self.alias()),
        );
        quote!(use __oauth2::#player as #alias;)
    }

    fn alias(&self) -> String {
        format!("__{}", self.player)
    }

    fn tokens(&self, body: &TokenStream) -> (TokenStream, TokenStream) {
        let (lender, getter, player) = self.words(Span::call_site());
        let body = quote!(fn #getter(&self) -> &impl __oauth2::#player { #body });
        (quote!(__oauth2::#lender), body)
    }

    fn of_stock(&self, stock: &str, asked_at: Option<Span>) -> (TokenStream, TokenStream) {
        let (lender, getter, player) = self.words(asked_at.unwrap_or_else(Span::call_site));
        let stock = format_ident!("{stock}");
        // Rustc points at `impl`; the words stay away from the user's, where an editor would show
        // them.
        let implement = Ident::new("impl", asked_at.unwrap_or_else(Span::call_site));
        let body = quote! {
            fn #getter(&self) -> &#implement __oauth2::#player { &__oauth2::#stock }
        };
        (quote!(__oauth2::#lender), body)
    }

    fn of_struct(&self, span: Span) -> (TokenStream, TokenStream) {
        let (lender, getter, player) = self.words(span);
        // Both words `self` share a span: between two spans a struct written by `macro_rules!`
        // would have two different ones.
        let (this, implement) = (quote_spanned!(span=> self), quote_spanned!(span=> impl));
        let body = quote!(fn #getter(&#this) -> &#implement __oauth2::#player { #this });
        (quote!(__oauth2::#lender), body)
    }

    fn of_field(&self, member: &Member, span: Span) -> (TokenStream, TokenStream) {
        let (lender, getter, _) = self.words(span);
        let player = Ident::new(&self.alias(), span);
        let lends = quote_spanned!(span=> &impl #player);
        let field = field(member, span);
        let this = quote_spanned!(span=> self);
        let body = quote!(fn #getter(&#this) -> #lends { #field });
        (quote!(__oauth2::#lender), body)
    }
}

/// `&self.field`, under the mark and not under the field.
pub(super) fn field(member: &Member, span: Span) -> TokenStream {
    let member = match member {
        Member::Named(name) => {
            let mut name = name.clone();
            name.set_span(span);
            Member::Named(name)
        }
        Member::Unnamed(index) => Member::Unnamed(Index {
            index: index.index,
            span,
        }),
    };
    quote_spanned!(span=> &self.#member)
}
