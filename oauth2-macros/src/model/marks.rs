//! The marks of a field, resolved against the roles.

use super::{Mark, Meaning, Provider, condition, foreign};
use crate::diagnostics::Diagnostics;
use crate::parse::{Entry, FieldMarks, Kind, Said};
use crate::vocabulary::{ROLES, SETTINGS};
use proc_macro2::TokenStream;

/// Notes what one field plays.
pub(super) fn field(provider: &mut Provider, mut field: FieldMarks, found: &mut Diagnostics) {
    let before = found.count();
    provider.hidden_marks.extend(field.conditional.take());
    let cfg = condition::of_field(&field.cfgs, found);
    for entry in std::mem::take(&mut field.entries) {
        mark(provider, &field, cfg.as_ref(), &entry, found);
    }
    provider.marks_sound &= field.sound && found.count() == before;
}

fn mark(
    provider: &mut Provider,
    field: &FieldMarks,
    cfg: Option<&TokenStream>,
    entry: &Entry,
    found: &mut Diagnostics,
) {
    let (word, span) = (entry.word.to_string(), entry.word.span());
    let role = ROLES.iter().find(|role| role.mark == word);
    let meaning = match role {
        Some(role) => Meaning::Plays(role),
        None if word == SETTINGS => Meaning::Settings,
        None => return foreign::unknown(Kind::Roles, &word, span, found),
    };
    if let Some(attr) = entry.attrs.first() {
        found.over(
            attr,
            "no attribute may stand on a mark; put a `#[cfg(..)]` on the field, beside `#[oauth2(..)]`",
        );
    }
    if !matches!(entry.said, Said::Nothing) {
        let message = format!("a field mark is one word: write `#[oauth2({word})]`");
        entry.said.tell(&entry.word, message, found);
    }
    provider.marks.push(Mark {
        meaning,
        span,
        member: field.member.clone(),
        ty: field.ty.clone(),
        cfg: cfg.cloned(),
    });
}
