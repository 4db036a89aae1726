//! Rules between the options of the attribute. RFC 6749 §6, RFC 8414 §2.

use super::once;
use crate::diagnostics::{Diagnostics, one_of};
use crate::model::Provider;
use crate::vocabulary::{ENDPOINTS, GRANTS, IN_SETTINGS, LOGIN, REFRESH_TOKEN};
use proc_macro2::Span;

pub(super) fn check(provider: &Provider, found: &mut Diagnostics) {
    once("option", provider.options.iter(), found);
    once("path", provider.paths.iter().map(|(word, _)| word), found);
    once("`allow` word", provider.allowed.iter(), found);
    grants_once(provider, found);
    stated_twice(provider, found);
    paths(provider, found);
    lifetimes(provider, found);
}

/// Rules about the list of grants, for a list without mistakes of its own; answers whether there
/// is one.
pub(super) fn check_grants(provider: &Provider, found: &mut Diagnostics) -> bool {
    if provider.grants.is_empty() {
        let message = "no grants are enabled; write which ones, \
                       e.g. `#[oauth2_provider(grants(code, refresh_token))]`";
        found.at(Span::call_site(), message);
        return false;
    }
    let refresh = provider
        .grants
        .iter()
        .find(|grant| grant.row.word == REFRESH_TOKEN);
    if let Some(refresh) = refresh
        && !provider.grants.iter().any(|grant| grant.row.refreshes)
    {
        let words: Vec<_> = GRANTS
            .iter()
            .filter(|row| row.refreshes)
            .map(|row| row.word)
            .collect();
        let message = format!(
            "grant `refresh_token` needs a grant that issues refresh tokens; add {}",
            one_of(&words)
        );
        found.at(refresh.span, message);
    }
    if let Some(form) = provider.login_form
        && provider.grants_needing(&LOGIN).next().is_none()
    {
        let words = Provider::words_needing(&LOGIN);
        found.at(
            form,
            format!("`login(form)` has no effect; only grant {words} signs people in"),
        );
    }
    without_effect(provider, found);
    true
}

/// What is said of a grant that is not listed.
fn without_effect(provider: &Provider, found: &mut Diagnostics) {
    let listed = |word: &str| provider.grants.iter().any(|grant| grant.row.word == word);
    for allowed in &provider.allowed {
        let text = &allowed.text;
        let is_grant = GRANTS.iter().any(|row| row.word == text);
        if is_grant && !listed(text) {
            let message = format!(
                "`allow({text})` has no effect: grant `{text}` is not enabled; add it to the \
                 grants, or delete this word"
            );
            found.at(allowed.span, message);
        }
    }
    let pkce = provider.options.iter().find(|option| option.text == "pkce");
    if let Some(pkce) = pkce.filter(|_| !listed("code")) {
        let message = "`pkce` has no effect: only grant `code` uses it; add it to the grants, or \
                       delete this option";
        found.at(pkce.span, message);
    }
}

fn grants_once(provider: &Provider, found: &mut Diagnostics) {
    for (at, grant) in provider.grants.iter().enumerate() {
        if provider
            .grants
            .iter()
            .take(at)
            .any(|earlier| earlier.row == grant.row)
        {
            let word = grant.row.word;
            found.at(
                grant.span,
                format!("grant `{word}` is listed twice; delete this one"),
            );
        }
    }
}

/// What stands in a `settings` field may not stand in the attribute too.
fn stated_twice(provider: &Provider, found: &mut Diagnostics) {
    if !provider.has_settings() {
        return;
    }
    for option in provider
        .options
        .iter()
        .filter(|word| IN_SETTINGS.contains(&word.text.as_str()))
    {
        let message = format!(
            "`{0}` comes from the field marked `settings`; set it there, or delete that field and \
             keep `{0}` here",
            option.text
        );
        found.at(option.span, message);
    }
}

fn paths(provider: &Provider, found: &mut Diagnostics) {
    for (at, (word, text)) in provider.paths.iter().enumerate() {
        let path = text.value();
        let earlier = provider.paths.iter().take(at);
        if earlier
            .clone()
            .any(|(earlier, _)| earlier.text == word.text)
        {
            continue;
        }
        if !is_path(&path) {
            let message = format!(
                "`{path}` is not a path; write one that starts with `/`, of letters, digits and \
                 `-._~/`"
            );
            found.at(text.span(), message);
        }
        // Against the given paths before this one, and the defaults of those not given.
        let given = provider
            .paths
            .iter()
            .map(|(word, text)| (word.text.as_str(), text.value()));
        let kept = ENDPOINTS.iter().filter(|endpoint| {
            provider
                .paths
                .iter()
                .all(|(word, _)| word.text != endpoint.word)
        });
        let kept = kept.map(|endpoint| (endpoint.word, endpoint.path.to_owned()));
        if let Some((other, _)) = given.take(at).chain(kept).find(|(_, other)| *other == path) {
            let message = format!(
                "paths `{other}` and `{0}` are equal; write another one for `{0}`",
                word.text
            );
            found.at(text.span(), message);
        }
    }
}

fn is_path(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let dots = |segment| matches!(segment, "." | "..");
    path.starts_with('/')
        && !path.contains("//")
        && path.bytes().all(plain)
        && !path.split('/').any(dots)
}

fn lifetimes(provider: &Provider, found: &mut Diagnostics) {
    let given = |word| provider.lifetime(word);
    let refreshes = provider
        .grants
        .iter()
        .any(|grant| grant.row.word == REFRESH_TOKEN);
    match (given("access_token_ttl"), given("refresh_token_ttl")) {
        (Some(access), Some(refresh)) if refresh.seconds < access.seconds => {
            let message = format!(
                "`refresh_token_ttl` is shorter than `access_token_ttl`; write more than {}",
                access.text
            );
            found.at(refresh.span, message);
        }
        (None, Some(refresh)) if refresh.seconds < DEFAULT_ACCESS.1 => {
            let message = format!(
                "`refresh_token_ttl` is shorter than `access_token_ttl`, which is {} unless you \
                 write it; write more than that, or both",
                DEFAULT_ACCESS.0
            );
            found.at(refresh.span, message);
        }
        (Some(access), None) if refreshes && access.seconds > DEFAULT_REFRESH.1 => {
            let message = format!(
                "`access_token_ttl` is longer than `refresh_token_ttl`, which is {} unless you \
                 write it; write less than that, or both",
                DEFAULT_REFRESH.0
            );
            found.at(access.span, message);
        }
        _ => {}
    }
}

/// What the runtime takes for a lifetime that nobody wrote.
const DEFAULT_ACCESS: (&str, u64) = ("15m", 15 * 60);
const DEFAULT_REFRESH: (&str, u64) = ("90d", 90 * 86_400);
