//! Rules between roles, marks and grants.

use crate::diagnostics::Diagnostics;
use crate::model::{Mark, Meaning, Provider, mend};
use crate::vocabulary::{LOGIN, STORE};

pub(super) fn check(provider: &Provider, found: &mut Diagnostics) {
    let every_mark_is_known = provider.marks_sound && provider.hidden_marks.is_empty();
    if every_mark_is_known && provider.marked(Meaning::Plays(&STORE)).next().is_none() {
        let name = &provider.item.ident;
        let message = format!(
            "provider `{name}` has no token store, which every grant needs; mark a field: \
             `#[oauth2(store)] store: MemoryStore`"
        );
        found.at(name.span(), message);
    }
    for (at, mark) in provider.marks.iter().enumerate() {
        let (earlier, _) = provider.marks.split_at(at);
        let rival = earlier.iter().find(|other| {
            other.meaning == mark.meaning && (other.cfg.is_none() || mark.cfg.is_none())
        });
        if rival.is_some() {
            let word = mark.meaning.word();
            found.at(
                mark.span,
                format!("two fields are marked `{word}`; keep one"),
            );
        }
    }
    for mark in &provider.marks {
        let Some(role) = mark.meaning.role() else {
            continue;
        };
        if let Some(fault) = mend(&mut mark.ty.clone(), role, &provider.runtime) {
            found.over(fault.at, fault.message);
        }
    }
    for (at, (role, span)) in provider.plays.iter().enumerate() {
        let word = role.mark;
        if provider.marked(Meaning::Plays(role)).next().is_some() {
            let message =
                format!("a field is marked `{word}` and plays that role; delete one of the two");
            found.at(*span, message);
        } else if provider
            .plays
            .iter()
            .take(at)
            .any(|(other, _)| other == role)
        {
            found.at(
                *span,
                format!("role `{word}` is given twice; delete this one"),
            );
        }
    }
}

/// Every mark must be of use.
pub(super) fn check_use(provider: &Provider, found: &mut Diagnostics) {
    for mark in &provider.marks {
        if let Meaning::Plays(role) = mark.meaning
            && !provider.needs(role)
        {
            let needed_by = Provider::needed_by(role);
            found.at(mark.span, never_used(provider, mark, &needed_by));
        }
    }
}

fn never_used(provider: &Provider, mark: &Mark, needed_by: &str) -> String {
    let word = mark.meaning.word();
    if provider.login_form.is_some() && mark.meaning == Meaning::Plays(&LOGIN) {
        return format!(
            "the field role `{word}` is never used: `login(form)` signs people in with the \
             toolkit's own page; delete this mark, or `login(form)`"
        );
    }
    format!(
        "the field role `{word}` is never used: it belongs to {needed_by}, which `{}` does not \
         enable; add it, or delete this mark",
        provider.item.ident
    )
}
