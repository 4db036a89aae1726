//! What a provider has switched on, in words: for `MANIFEST` and for the rustdoc table.

use crate::model::{Provider, Who};
use crate::vocabulary::{ENDPOINTS, IN_SETTINGS, LOGIN, MountedBy, ROLES, Role, USERS};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::Member;

/// A line of the summary, with the predicate of its `#[cfg]`.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) cfg: Option<TokenStream>,
}

impl Line {
    fn new(name: &str, value: String) -> Self {
        Self {
            name: name.to_owned(),
            value,
            cfg: None,
        }
    }
}

/// Who plays what. A role left to the toolkit is no line.
pub(super) fn hooks(provider: &Provider) -> Vec<Line> {
    ROLES
        .iter()
        .filter(|role| provider.needs(role))
        .flat_map(|role| players(provider, role))
        .collect()
}

fn players(provider: &Provider, role: &'static Role) -> Vec<Line> {
    let name = if role.hook == role.player {
        role.mark
    } else {
        role.hook
    };
    // `login(form)` asks for `users` whatever the grants are.
    let form = provider.login_form.is_some() && *role == USERS;
    let when = provider.asked_when(role).filter(|_| !form);
    let players = provider.players(role, Span::call_site()).into_iter();
    let lines = players.filter_map(|player| {
        let value = match player.who {
            Who::Field(mark) => field_name(&mark.member),
            Who::Struct(_) => format!("`{}` itself", provider.item.ident),
            Who::Stock(_) => return None,
        };
        let cfg = match (&when, player.cfg) {
            (Some(when), Some(own)) => Some(quote!(all(#when, #own))),
            (when, own) => own.or_else(|| when.clone()),
        };
        Some(Line {
            cfg,
            ..Line::new(name, value)
        })
    });
    lines.collect()
}

/// A field in words.
pub(super) fn field_name(member: &Member) -> String {
    format!("the field `{}`", member.to_token_stream())
}

/// Every option that was given, and what is known only at run time.
pub(super) fn options(provider: &Provider) -> Vec<Line> {
    let mut options = vec![("issuer", issuer(provider))];
    options.extend(lifetimes(provider));
    options.extend(provider.pkce.as_ref().map(|pkce| ("pkce", pkce.value())));
    options.extend(provider.login_form.map(|_| ("login", "form".to_owned())));
    if !provider.allowed.is_empty() {
        let allowed: Vec<_> = provider
            .allowed
            .iter()
            .map(|word| word.text.as_str())
            .collect();
        options.push(("allow", allowed.join(", ")));
    }
    if provider.has_settings() {
        let rest = IN_SETTINGS.iter().filter(|word| **word != "issuer");
        options.extend(rest.map(|word| (*word, FROM_SETTINGS.to_owned())));
    }
    options
        .into_iter()
        .map(|(name, value)| Line::new(name, value))
        .collect()
}

/// The endpoints that the listed grants need, and where they are.
pub(super) fn endpoints(provider: &Provider) -> Vec<Line> {
    let needed = ENDPOINTS
        .iter()
        .filter(|endpoint| match endpoint.mounted_by {
            MountedBy::SignIn => provider.grants_needing(&LOGIN).next().is_some(),
            MountedBy::Exchange => provider.grants.iter().any(|grant| grant.row.token_endpoint),
            MountedBy::LoginForm => provider.login_form.is_some(),
        });
    let lines = needed.map(|endpoint| {
        let given = provider
            .paths
            .iter()
            .find(|(word, _)| word.text == endpoint.word);
        let path = match given {
            Some((_, path)) => path.value(),
            None if provider.has_settings() => FROM_SETTINGS.to_owned(),
            None => endpoint.path.to_owned(),
        };
        Line::new(endpoint.word, path)
    });
    lines.collect()
}

const FROM_SETTINGS: &str = "from `settings`";

fn issuer(provider: &Provider) -> String {
    match &provider.issuer {
        Some(issuer) => issuer.value(),
        None if provider.has_settings() => FROM_SETTINGS.to_owned(),
        None => "given to `.at(..)`".to_owned(),
    }
}

fn lifetimes(provider: &Provider) -> impl Iterator<Item = (&'static str, String)> {
    let given = |word: &'static str| Some((word, provider.lifetime(word)?.text.clone()));
    ["access_token_ttl", "refresh_token_ttl", "code_ttl"]
        .into_iter()
        .filter_map(given)
}
