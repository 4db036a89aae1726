//! The options of the attribute, resolved against the vocabulary.

use super::{Lifetime, Provider, Word, grants, lifetime};
use crate::diagnostics::{Diagnostics, one_of, suggestion};
use crate::parse::{Entry, Said, Value};
use crate::vocabulary::{
    ENDPOINTS, GRANTS, OPTIONS, ROLES, allow_words, grant_words, option_words, optional_roles,
};
use proc_macro2::Span;
use quote::{ToTokens as _, quote};
use syn::{Ident, Lit, LitStr, Type};

/// Notes what one option says. The first of two equal options counts.
pub(super) fn option(provider: &mut Provider, entry: Entry, found: &mut Diagnostics) {
    let Entry { attrs, word, said } = entry;
    let (text, span) = (word.to_string(), word.span());
    let again = provider.options.iter().any(|option| option.text == text);
    provider.options.push(Word::of(&word));
    if let Some(cfg) = attrs.first() {
        found.over(
            cfg,
            "`#[cfg(..)]` may stand on a grant, as in `grants(#[cfg(..)] code)`",
        );
    }
    if again {
        return;
    }
    match (text.as_str(), said) {
        ("grants", Said::List(entries, parens)) => {
            provider.list = span;
            grants::listed(provider, entries, parens, found);
        }
        ("grants", Said::Equals(value)) => grants::in_text(provider, &value, found),
        ("scopes", Said::Equals(Value::Type(scopes))) => provider.scopes = Some(scopes),
        ("crate", Said::Equals(Value::Type(path))) => runtime(provider, &path, found),
        ("access_token_ttl" | "refresh_token_ttl" | "code_ttl", Said::Equals(value)) => {
            lives(provider, word, &value, found);
        }
        ("paths", Said::List(paths, _)) => {
            for entry in paths {
                path(provider, entry, found);
            }
        }
        ("login" | "allow" | "plays", Said::List(entries, _)) if !entries.is_empty() => {
            for word in words(entries, found) {
                listed(provider, &text, word, found);
            }
        }
        ("issuer", Said::Equals(Value::Literal(Lit::Str(issuer)))) => {
            provider.issuer = Some(issuer);
        }
        ("pkce", Said::Equals(Value::Literal(Lit::Str(value)))) => pkce(provider, value, found),
        (name, _) => unknown(name, span, found),
    }
}

/// An option that does not exist, or one in another shape than its own.
fn unknown(name: &str, span: Span, found: &mut Diagnostics) {
    if let Some((_, usage)) = OPTIONS.iter().find(|(option, _)| *option == name) {
        return found.at(
            span,
            format!("the option `{name}` takes another form; write `{usage}`"),
        );
    }
    let hint = if grant_words().contains(&name) {
        format!("; to enable the grant write `grants({name})`")
    } else {
        suggestion(name, &option_words())
    };
    found.at(span, format!("unknown option `{name}`{hint}"));
}

fn runtime(provider: &mut Provider, path: &Type, found: &mut Diagnostics) {
    match path {
        Type::Path(_) => provider.runtime = path.to_token_stream(),
        other => found.over(
            other,
            "`crate =` takes a path: `crate = my_reexports::oauth2`",
        ),
    }
}

fn lives(provider: &mut Provider, word: Ident, value: &Value, found: &mut Diagnostics) {
    let text = match value {
        Value::Literal(literal) => lifetime::text(literal),
        Value::Type(other) => quote!(#other).to_string(),
    };
    match lifetime::seconds(&text) {
        Ok(seconds) => {
            let span = syn::spanned::Spanned::span(value);
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

fn path(provider: &mut Provider, entry: Entry, found: &mut Diagnostics) {
    let known: Vec<_> = ENDPOINTS.iter().map(|endpoint| endpoint.word).collect();
    let word = Word::of(&entry.word);
    if !choose("path", &word, &known, found) {
        return;
    }
    match entry.said {
        Said::Equals(Value::Literal(Lit::Str(text))) => provider.paths.push((word, text)),
        _ => found.at(
            word.span,
            format!("a path is a string: write `{} = \"/..\"`", word.text),
        ),
    }
}

fn pkce(provider: &mut Provider, value: LitStr, found: &mut Diagnostics) {
    let word = Word {
        text: value.value(),
        span: value.span(),
    };
    if choose("`pkce` value", &word, &["optional", "required"], found) {
        provider.pkce = Some(value);
    }
}

/// One word in the list of `login`, `allow` or `plays`.
fn listed(provider: &mut Provider, option: &str, word: Word, found: &mut Diagnostics) {
    match option {
        "allow" => allow(provider, word, found),
        "plays" => plays(provider, &word, found),
        _ if choose("login", &word, &["form"], found) => provider.login_form = Some(word.span),
        _ => {}
    }
}

fn allow(provider: &mut Provider, word: Word, found: &mut Diagnostics) {
    if let Some(grant) = GRANTS
        .iter()
        .find(|grant| grant.word == word.text && !grant.legacy)
    {
        let legacy: Vec<_> = GRANTS
            .iter()
            .filter(|grant| grant.legacy)
            .map(|g| g.word)
            .collect();
        let legacy = one_of(&legacy).replace(" or ", " and ");
        let message = format!(
            "`allow({})` has no effect; only the legacy grants {legacy} warn",
            grant.word
        );
        return found.at(word.span, message);
    }
    if choose("legacy behaviour", &word, &allow_words(), found) {
        provider.allowed.push(word);
    }
}

fn plays(provider: &mut Provider, word: &Word, found: &mut Diagnostics) {
    let Some(role) = ROLES.iter().find(|role| role.mark == word.text) else {
        choose("role", word, &optional_roles(), found);
        return;
    };
    if optional_roles().contains(&role.mark) {
        return provider.plays.push((role, word.span));
    }
    let message = format!(
        "`plays({})` is not needed: `impl {}` on the struct is enough; delete it",
        role.mark, role.player
    );
    found.at(word.span, message);
}

/// Whether the word is a known one; if not, the mistake is told.
fn choose(what: &str, word: &Word, known: &[&str], found: &mut Diagnostics) -> bool {
    let good = known.contains(&word.text.as_str());
    if !good {
        let hint = suggestion(&word.text, known);
        found.at(word.span, format!("unknown {what} `{}`{hint}", word.text));
    }
    good
}

/// The words of a list in which nothing but words may stand.
fn words(entries: Vec<Entry>, found: &mut Diagnostics) -> Vec<Word> {
    let plain = entries.into_iter().map(|entry| {
        let word = Word::of(&entry.word);
        if !matches!(entry.said, Said::Nothing) || !entry.attrs.is_empty() {
            found.at(word.span, format!("write the word `{}` alone", word.text));
        }
        word
    });
    plain.collect()
}
