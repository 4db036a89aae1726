//! The options of the attribute, resolved against the vocabulary.

use super::{Lifetime, Provider, Word, bare, foreign, grants, lifetime};
use crate::diagnostics::{Diagnostics, one_of, suggestion};
use crate::parse::{Entry, Kind, List, Said, Value};
use crate::vocabulary::{self, GRANTS, Need, ROLES, SETTINGS, optional_roles, takes_list, usage};
use quote::{ToTokens as _, quote};
use syn::{Attribute, Ident, Lit, LitStr, PathArguments, Type, TypePath, spanned};

/// Notes what one option says. The first of two equal options counts.
pub(super) fn option(provider: &mut Provider, entry: Entry, found: &mut Diagnostics) {
    let Entry { attrs, word, said } = entry;
    let (text, before) = (word.to_string(), found.count());
    let again = provider.options.iter().any(|option| option.text == text);
    provider.options.push(Word::of(&word));
    misplaced(attrs, found);
    if again {
        return;
    }
    let asks_for_roles = text == "grants" || text == "login";
    match (text.as_str(), said) {
        ("grants", Said::List(list)) => {
            provider.list = word.span();
            grants::listed(provider, list, found);
        }
        ("grants", Said::Equals(value)) => grants::in_text(provider, &value, found),
        ("scopes", Said::Equals(Value::Type(ty))) if is_a_name(bare(&ty)) => {
            provider.scopes = Some(ty);
        }
        ("crate", Said::Equals(Value::Type(ty))) if is_a_plain_path(bare(&ty)) => {
            provider.runtime = bare(&ty).to_token_stream();
            provider.runtime_span = spanned::Spanned::span(&ty);
        }
        ("access_token_ttl" | "refresh_token_ttl" | "code_ttl", Said::Equals(value)) => {
            lives(provider, word, &value, found);
        }
        ("issuer", Said::Equals(Value::Literal(Lit::Str(issuer)))) => {
            provider.issuer = Some(issuer);
        }
        ("pkce", Said::Equals(Value::Literal(Lit::Str(value)))) => {
            pkce(provider, value, found);
        }
        ("paths" | "login" | "allow" | "plays", Said::List(list)) if !is_empty(&list) => {
            for entry in list.entries {
                listed(provider, &text, entry, found);
            }
        }
        (name, _) if usage(name).is_empty() => {
            provider.grants_sound = false;
            foreign::unknown(Kind::Options, name, word.span(), found);
        }
        (_, said) => another_form(&word, &said, found),
    }
    if asks_for_roles {
        provider.grants_sound &= found.count() == before;
    }
}

/// Attributes on what is no grant.
fn misplaced(attrs: Vec<Attribute>, found: &mut Diagnostics) {
    for attr in attrs {
        let is_doc = attr.path().is_ident("doc");
        let message = if is_doc { DOC } else { ATTRIBUTE };
        found.over(attr, message);
    }
}

const DOC: &str = "a doc comment documents nothing here; write it with `//`";
const ATTRIBUTE: &str = "no attribute may stand here; delete it. (A `#[cfg(..)]` may stand on a \
                         grant: `grants(#[cfg(..)] code)`)";

/// An empty list is a fault of its own, unless what it held was one.
const fn is_empty(list: &List) -> bool {
    list.entries.is_empty() && list.sound
}

fn is_a_name(ty: &Type) -> bool {
    matches!(ty, Type::Path(TypePath { path, .. }) if !path.is_ident("Self"))
}

fn is_a_plain_path(ty: &Type) -> bool {
    let plain = |path: &syn::Path| {
        let mut segments = path.segments.iter();
        segments.all(|segment| matches!(segment.arguments, PathArguments::None))
    };
    matches!(ty, Type::Path(TypePath { qself: None, path, .. }) if plain(path))
}

/// An option in another shape than its own: the fix is its shape, with the user's words if these
/// are good.
fn another_form(word: &Ident, said: &Said, found: &mut Diagnostics) {
    let name = word.to_string();
    let usage = own_usage(&name, said).unwrap_or_else(|| usage(&name).to_owned());
    let message = match (name.as_str(), said) {
        (_, Said::Other(tokens)) if tokens.to_string() == "=" => {
            format!("`{name} =` has no value; write `{usage}`")
        }
        ("issuer", Said::Equals(_) | Said::Other(_)) => format!(
            "the issuer is a string literal: write `{usage}`; one that is known only at run time \
             goes to `.at(..)`"
        ),
        ("pkce", _) => {
            "write `pkce = \"required\"`, or `pkce = \"optional\"`, which is legacy".to_owned()
        }
        ("scopes", _) => format!("`scopes =` takes the enum with `#[derive(Scopes)]`: `{usage}`"),
        ("crate", _) => format!("`crate =` takes a path: `{usage}`"),
        _ => format!("the option `{name}` takes another form; write `{usage}`"),
    };
    said.tell(word, message, found);
}

/// `allow(json_body)` for `allow = json_body`.
fn own_usage(option: &str, said: &Said) -> Option<String> {
    let Said::Equals(value) = said else {
        return None;
    };
    let own = match value {
        Value::Literal(Lit::Str(text)) => text.value(),
        other => other.to_token_stream().to_string(),
    };
    let known = takes_list(option) && Kind::of_option(option).words().contains(&own.as_str());
    known.then(|| format!("{option}({own})"))
}

fn lives(provider: &mut Provider, word: Ident, value: &Value, found: &mut Diagnostics) {
    let text = match value {
        Value::Literal(literal) => lifetime::text(literal),
        Value::Type(other) => quote!(#other).to_string(),
    };
    match lifetime::seconds(&text) {
        Ok(seconds) => {
            let span = spanned::Spanned::span(value);
            provider.lifetimes.push(Lifetime {
                word,
                text,
                span,
                seconds,
            });
        }
        Err(fault) => found.over(value, format!("`{word}`: {fault}")),
    }
}

/// One entry in the list of `paths`, `login`, `allow` or `plays`.
fn listed(provider: &mut Provider, option: &str, entry: Entry, found: &mut Diagnostics) {
    let Entry { attrs, word, said } = entry;
    misplaced(attrs, found);
    if option == "paths" {
        return path(provider, &word, said, found);
    }
    if !matches!(said, Said::Nothing) {
        said.tell(&word, format!("write the word `{word}` alone"), found);
    }
    let word = Word::of(&word);
    match option {
        "allow" => allow(provider, word, found),
        "plays" => plays(provider, &word, found),
        _ if !known(Kind::Login, &word, found) => {}
        _ if provider.login_form.is_none() => provider.login_form = Some(word.span),
        _ => found.at(
            word.span,
            "`login` word `form` is given twice; delete this one",
        ),
    }
}

fn path(provider: &mut Provider, word: &Ident, said: Said, found: &mut Diagnostics) {
    if !known(Kind::Paths, &Word::of(word), found) {
        return;
    }
    match said {
        Said::Equals(Value::Literal(Lit::Str(text))) => {
            provider.paths.push((Word::of(word), text));
        }
        other => {
            let message = format!("a path is a string: write `{word} = \"/oauth/{word}\"`");
            other.tell(word, message, found);
        }
    }
}

fn pkce(provider: &mut Provider, value: LitStr, found: &mut Diagnostics) {
    let (text, known) = (value.value(), ["optional", "required"]);
    if known.contains(&text.as_str()) {
        provider.pkce = Some(value);
    } else {
        let hint = suggestion(&text, &known);
        found.at(value.span(), format!("unknown `pkce` value `{text}`{hint}"));
    }
}

fn allow(provider: &mut Provider, word: Word, found: &mut Diagnostics) {
    let is_grant = |grant: &&vocabulary::Grant| grant.word == word.text && !grant.legacy;
    if let Some(grant) = GRANTS.iter().find(is_grant) {
        let legacy = GRANTS.iter().filter(|grant| grant.legacy);
        let legacy: Vec<_> = legacy.map(|grant| grant.word).collect();
        let legacy = one_of(&legacy).replace(" or ", " and ");
        let message = format!(
            "`allow({})` has no effect; only the legacy grants {legacy} warn",
            grant.word
        );
        return found.at(word.span, message);
    }
    if known(Kind::Allow, &word, found) {
        provider.allowed.push(word);
    }
}

fn plays(provider: &mut Provider, word: &Word, found: &mut Diagnostics) {
    let mark = word.text.as_str();
    let message = match ROLES.iter().find(|role| role.mark == mark) {
        Some(role) if optional_roles().contains(&role.mark) => {
            return provider.plays.push((role, word.span));
        }
        Some(role) if role.need != Need::Field => format!(
            "`plays({mark})` is not needed: `impl {}` on the struct is enough; delete it",
            role.player
        ),
        Some(_) => by_field(mark),
        None if mark == SETTINGS => by_field(mark),
        None => return foreign::unknown(Kind::Plays, mark, word.span, found),
    };
    found.at(word.span, message);
}

fn by_field(mark: &str) -> String {
    format!(
        "only a field marked `#[oauth2({mark})]` plays `{mark}`, never the struct; delete this word"
    )
}

/// Whether the list has this word; if not, the mistake is told.
fn known(kind: Kind, word: &Word, found: &mut Diagnostics) -> bool {
    let known = kind.words().contains(&word.text.as_str());
    if !known {
        foreign::unknown(kind, &word.text, word.span, found);
    }
    known
}
