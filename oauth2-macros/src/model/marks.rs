//! The marks of a field, resolved against the roles.

use super::{Mark, Meaning, Provider, predicate};
use crate::diagnostics::{Diagnostics, suggestion};
use crate::parse::{FieldMarks, Said};
use crate::vocabulary::{ROLES, SETTINGS, marks};

/// Notes what one field plays.
pub(super) fn field(provider: &mut Provider, field: FieldMarks, found: &mut Diagnostics) {
    provider.hidden_marks.extend(field.conditional);
    let cfg = predicate(&field.cfgs);
    for entry in field.entries {
        let (word, span) = (entry.word.to_string(), entry.word.span());
        let role = ROLES.iter().find(|role| role.mark == word);
        let meaning = match role {
            Some(role) => Meaning::Plays(role),
            None if word == SETTINGS => Meaning::Settings,
            None => {
                let hint = suggestion(&word, &marks());
                found.at(span, format!("unknown field role `{word}`{hint}"));
                continue;
            }
        };
        if let Some(cfg) = entry.attrs.first() {
            found.over(cfg, "put `#[cfg(..)]` on the field, beside `#[oauth2(..)]`");
        }
        if !matches!(entry.said, Said::Nothing) {
            found.at(
                span,
                format!("a field mark is one word: write `#[oauth2({word})]`"),
            );
        }
        provider.marks.push(Mark {
            meaning,
            span,
            member: field.member.clone(),
            ty: field.ty.clone(),
            cfg: cfg.clone(),
        });
    }
}
