//! What a word that nobody here knows was meant to be: another spelling, another server's name for
//! the same thing, or a word of another list.

use crate::diagnostics::{Diagnostics, nearest, suggestion};
use crate::parse::Kind;
use crate::snake_case::snake_case;
use crate::vocabulary::{ENDPOINTS, ROLES, grant_words, marks, usage};
use proc_macro2::Span;

/// Names that RFCs and other servers give to our grants.
static GRANTS: [(&str, &str); 12] = [
    ("authorization_code", "code"),
    ("authorization", "code"),
    ("auth_code", "code"),
    ("token", "implicit"),
    ("resource_owner_password_credentials", "password"),
    ("resource_owner", "password"),
    ("ropc", "password"),
    ("machine_to_machine", "client_credentials"),
    ("client", "client_credentials"),
    ("offline_access", "refresh_token"),
    ("offline", "refresh_token"),
    ("refresh", "refresh_token"),
];

static OPTIONS: [(&str, &str); 27] = [
    ("grant", "grants"),
    ("grant_types", "grants"),
    ("response_types", "grants"),
    ("flows", "grants"),
    ("ttl", "access_token_ttl"),
    ("token_ttl", "access_token_ttl"),
    ("access_ttl", "access_token_ttl"),
    ("access_token_lifetime", "access_token_ttl"),
    ("lifetime", "access_token_ttl"),
    ("expires_in", "access_token_ttl"),
    ("refresh_ttl", "refresh_token_ttl"),
    ("refresh_token_lifetime", "refresh_token_ttl"),
    ("authorization_code_ttl", "code_ttl"),
    ("auth_code_ttl", "code_ttl"),
    ("code_lifetime", "code_ttl"),
    ("url", "issuer"),
    ("iss", "issuer"),
    ("base_url", "issuer"),
    ("host", "issuer"),
    ("domain", "issuer"),
    ("endpoints", "paths"),
    ("routes", "paths"),
    ("prefix", "paths"),
    ("permissions", "scopes"),
    ("code_challenge", "pkce"),
    ("crate_name", "crate"),
    ("runtime", "crate"),
];

static ROLE_NAMES: [(&str, &str); 7] = [
    ("db", "store"),
    ("database", "store"),
    ("storage", "store"),
    ("config", "settings"),
    ("sessions", "login"),
    ("people", "users"),
    ("validate_client", "clients"),
];

static ALLOWANCES: [(&str, &str); 4] = [
    ("json", "json_body"),
    ("http", "http_redirect"),
    ("insecure_redirect", "http_redirect"),
    ("plain_http", "http_redirect"),
];

static PATHS: [(&str, &str); 9] = [
    ("authorization", "authorize"),
    ("auth", "authorize"),
    ("consent", "decision"),
    ("revocation", "revoke"),
    ("introspection", "introspect"),
    ("well_known", "metadata"),
    ("discovery", "metadata"),
    ("sign_in", "login"),
    ("sign_out", "logout"),
];

static LOGINS: [(&str, &str); 3] = [
    ("page", "form"),
    ("login_page", "form"),
    ("login_form", "form"),
];

/// Tells of a word that its list does not have.
pub(super) fn unknown(kind: Kind, word: &str, span: Span, found: &mut Diagnostics) {
    let hint = match kind {
        Kind::Options => option_hint(word),
        _ => hint(kind, word),
    };
    found.at(span, format!("unknown {} `{word}`{hint}", kind.one()));
}

fn hint(kind: Kind, word: &str) -> String {
    let words = kind.words();
    match meant(kind, &words, word) {
        Some(ours) => format!("; did you mean `{ours}`?"),
        None => suggestion(word, &words),
    }
}

/// The word of this list that was certainly meant.
fn meant(kind: Kind, words: &[&'static str], word: &str) -> Option<&'static str> {
    let word = plain(word);
    let word = match kind {
        Kind::Paths => endpoint_of(&word),
        _ => &word,
    };
    let table: &[(&str, &'static str)] = match kind {
        Kind::Options => &OPTIONS,
        Kind::Grants => &GRANTS,
        Kind::Paths => &PATHS,
        Kind::Login => &LOGINS,
        Kind::Allow => &ALLOWANCES,
        Kind::Plays | Kind::Roles => &ROLE_NAMES,
    };
    let ours = words.iter().find(|ours| **ours == word).copied();
    let theirs = table.iter().find(|(theirs, _)| *theirs == word);
    ours.or(theirs.map(|(_, ours)| *ours))
        .or_else(|| match kind {
            Kind::Plays | Kind::Roles => role_of(word),
            _ => None,
        })
}

/// In snake case, as one writes words here.
fn plain(word: &str) -> String {
    let word = word.replace('-', "_");
    if word.chars().any(char::is_lowercase) {
        snake_case(&word)
    } else {
        word.to_lowercase()
    }
}

/// The mark of the role whose trait or hook has this name.
fn role_of(word: &str) -> Option<&'static str> {
    let is_named =
        |role: &&&crate::vocabulary::Role| role.hook == word || snake_case(role.player) == word;
    ROLES.iter().find(is_named).map(|role| role.mark)
}

/// `token` of `token_endpoint`.
fn endpoint_of(word: &str) -> &str {
    ["_endpoint", "_path", "_url", "_uri"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(word)
}

/// The words of grants, roles and endpoints are often taken for options.
fn option_hint(word: &str) -> String {
    let name = plain(word);
    let words = Kind::Options.words();
    if let Some(option) = meant(Kind::Options, &words, word) {
        return format!("; did you mean `{option}`? write `{}`", usage(option));
    }
    if grant_words().contains(&name.as_str()) {
        return format!("; to enable the grant write `grants({name})`");
    }
    let endpoint = ENDPOINTS.iter().find(|row| row.word == endpoint_of(&name));
    if let Some(endpoint) = endpoint {
        let (word, path) = (endpoint.word, endpoint.path);
        return format!("; to move that endpoint write `paths({word} = \"{path}\")`");
    }
    let roles = marks();
    let role = roles.iter().find(|mark| **mark == name).copied();
    if let Some(role) = role.or_else(|| meant(Kind::Roles, &roles, word)) {
        return format!("; mark the field that plays this role: `#[oauth2({role})]`");
    }
    match nearest(word, &words) {
        Some(option) => format!("; did you mean `{option}`?"),
        None => suggestion(word, &words),
    }
}
