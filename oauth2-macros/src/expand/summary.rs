//! What a provider has switched on, in words: for `MANIFEST` and for the rustdoc table.

use crate::model::{Grant, Provider, Who, any};
use crate::vocabulary::{ENDPOINTS, Endpoint, IN_SETTINGS, MountedBy, ROLES, Role, USERS};
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
            Who::Stock(..) => return None,
        };
        let cfg = match (&when, player.cfg) {
            (Some(when), Some(own)) if quote!(not(#when)).to_string() == own.to_string() => {
                return None;
            }
            (Some(when), Some(own)) if when.to_string() == own.to_string() => Some(own),
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

/// Every option that was given, and what is known only at run time. A word of `allow(..)` is a line
/// of its own, since the grant it stands for may be under a `#[cfg]`.
pub(super) fn options(provider: &Provider) -> Vec<Line> {
    let mut options = vec![("issuer", issuer(provider))];
    options.extend(lifetimes(provider));
    options.extend(provider.pkce.as_ref().map(|pkce| ("pkce", pkce.value())));
    options.extend(provider.login_form.map(|_| ("login", "form".to_owned())));
    let line = |(name, value): (&'static str, String)| Line::new(name, value);
    let mut lines: Vec<_> = options.into_iter().map(line).collect();
    lines.extend(provider.allowed.iter().map(|word| {
        let mut grants = provider.grants.iter();
        let grant = grants.find(|grant| grant.row.word == word.text);
        let cfg = grant.and_then(|grant| grant.cfg.clone());
        Line {
            cfg,
            ..Line::new("allow", word.text.clone())
        }
    }));
    if provider.has_settings() {
        let rest = IN_SETTINGS.iter().filter(|word| **word != "issuer");
        lines.extend(rest.map(|word| Line::new(word, FROM_SETTINGS.to_owned())));
    }
    lines
}

/// The endpoints that the listed grants need, and where they are.
pub(super) fn endpoints(provider: &Provider) -> Vec<Line> {
    let lines = ENDPOINTS.iter().filter_map(|endpoint| {
        let cfg = mounted_when(provider, endpoint)?;
        let given = provider
            .paths
            .iter()
            .find(|(word, _)| word.text == endpoint.word);
        let path = match given {
            Some((_, path)) => path.value(),
            None if provider.has_settings() => FROM_SETTINGS.to_owned(),
            None => endpoint.path.to_owned(),
        };
        Some(Line {
            cfg,
            ..Line::new(endpoint.word, path)
        })
    });
    lines.collect()
}

/// Under which `#[cfg]` the endpoint exists: the outer `None` is never, the inner one always.
#[expect(clippy::option_option, reason = "never and always are two answers")]
fn mounted_when(provider: &Provider, endpoint: &Endpoint) -> Option<Option<TokenStream>> {
    let mounts = |grant: &&Grant| match endpoint.mounted_by {
        MountedBy::SignIn => grant.row.signs_in(),
        MountedBy::Exchange => grant.row.token_endpoint,
        MountedBy::AnyGrant => true,
        MountedBy::LoginForm => false,
    };
    let mut grants = provider.grants.iter().filter(mounts).peekable();
    if grants.peek().is_some() {
        return Some(any(grants.map(|grant| &grant.cfg)));
    }
    let form = matches!(endpoint.mounted_by, MountedBy::LoginForm) && provider.login_form.is_some();
    form.then_some(None)
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
