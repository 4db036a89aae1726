//! Rules between the options of the attribute. RFC 6749 §6, RFC 8414 §2.

use super::once;
use crate::diagnostics::{Diagnostics, one_of};
use crate::model::Provider;
use crate::vocabulary::{ENDPOINTS, GRANTS, IN_SETTINGS, LOGIN, REFRESH_TOKEN};
use proc_macro2::Span;
use std::net::IpAddr;

pub(super) fn check(provider: &Provider, found: &mut Diagnostics) {
    once("option", provider.options.iter(), found);
    once("path", provider.paths.iter().map(|(word, _)| word), found);
    once("`allow` word", provider.allowed.iter(), found);
    grants_once(provider, found);
    stated_twice(provider, found);
    issuer(provider, found);
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
    true
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

fn issuer(provider: &Provider, found: &mut Diagnostics) {
    let Some(issuer) = &provider.issuer else {
        return;
    };
    let text = issuer.value();
    if let Some(fault) = issuer_fault(&text) {
        found.at(issuer.span(), format!("issuer `{text}` {fault}"));
    }
}

/// What RFC 8414 §2 forbids; whatever else is wrong, `build()` tells.
fn issuer_fault(text: &str) -> Option<&'static str> {
    let (scheme, rest) = match text.split_once("://") {
        Some(parts) if !parts.1.is_empty() => parts,
        _ => return Some("is not a URL; write e.g. `https://photos.example`"),
    };
    let authority = rest.split('/').next().unwrap_or_default();
    match scheme {
        _ if text.contains(['?', '#', '@']) => {
            Some("must not have a query, a fragment or user information; delete that part")
        }
        _ if rest.ends_with('/') && rest.len() > authority.len() + 1 => {
            Some("must not end in a slash; delete it")
        }
        "https" => None,
        "http" if is_loopback(authority) => None,
        _ => Some("must be https; plain http is for loopback addresses only"),
    }
}

fn is_loopback(authority: &str) -> bool {
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    let host = if port.bytes().all(|byte| byte.is_ascii_digit()) {
        host
    } else {
        authority
    };
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn paths(provider: &Provider, found: &mut Diagnostics) {
    for (at, (word, text)) in provider.paths.iter().enumerate() {
        let path = text.value();
        if !is_path(&path) {
            let message = format!(
                "path `{path}` is not one; write one that starts with `/`, of letters, digits and \
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
            let message = format!("paths `{other}` and `{}` are equal; change one", word.text);
            found.at(text.span(), message);
        }
    }
}

fn is_path(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    path.starts_with('/') && !path.contains("//") && path.bytes().all(plain)
}

fn lifetimes(provider: &Provider, found: &mut Diagnostics) {
    let lifetime = |word| provider.lifetime(word);
    let (access, refresh) = (lifetime("access_token_ttl"), lifetime("refresh_token_ttl"));
    if let (Some(access), Some(refresh)) = (access, refresh)
        && refresh.seconds < access.seconds
    {
        let message = format!(
            "`refresh_token_ttl` is shorter than `access_token_ttl`; write more than {}",
            access.text
        );
        found.at(refresh.span, message);
    }
}

#[cfg(test)]
mod tests {
    use super::issuer_fault;

    #[test]
    fn https_and_loopback_are_issuers() {
        for good in [
            "https://a.example",
            "https://a.example/t",
            "http://127.0.0.1:3000",
            "http://[::1]:1",
            "http://[::1]",
            "http://localhost",
        ] {
            assert_eq!(issuer_fault(good), None, "{good}");
        }
    }

    #[test]
    fn other_urls_are_not() {
        for bad in [
            "",
            "a.example",
            "http://a.example",
            "http://localhost.example",
            "https://a.example/t/",
            "https://a.example?x",
        ] {
            assert!(issuer_fault(bad).is_some(), "{bad}");
        }
    }
}
