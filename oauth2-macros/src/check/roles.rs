//! Rules between roles, marks and grants.

use crate::diagnostics::Diagnostics;
use crate::model::{Mark, Meaning, Provider, mend};
use crate::vocabulary::{LOGIN, Role, STORE};

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
    marked_once(provider, found);
    for mark in &provider.marks {
        let Some(role) = mark.meaning.role() else {
            continue;
        };
        if let Some(fault) = mend(&mut mark.ty.clone(), role, &provider.runtime) {
            found.over(fault.at, fault.message);
        }
    }
    played_once(provider, found);
}

fn marked_once(provider: &Provider, found: &mut Diagnostics) {
    for (at, mark) in provider.marks.iter().enumerate() {
        let (earlier, _) = provider.marks.split_at(at);
        let word = mark.meaning.word();
        let mut rivals = earlier.iter().filter(|other| other.meaning == mark.meaning);
        let message = if rivals.clone().any(|other| is_one_field(other, mark)) {
            format!("role `{word}` is given twice; delete this one")
        } else if rivals.any(|other| other.cfg.is_none() || mark.cfg.is_none()) {
            format!("two fields are marked `{word}`; keep one")
        } else {
            continue;
        };
        found.at(mark.span, message);
    }
}

/// Two fields may have one name, each under a `#[cfg]` of its own.
fn is_one_field(one: &Mark, other: &Mark) -> bool {
    let text = |mark: &Mark| mark.cfg.as_ref().map(ToString::to_string);
    one.member == other.member && text(one) == text(other)
}

fn played_once(provider: &Provider, found: &mut Diagnostics) {
    for (at, (role, span)) in provider.plays.iter().enumerate() {
        let word = role.mark;
        let mut earlier = provider.plays.iter().take(at);
        let message = if provider.marked(Meaning::Plays(role)).next().is_some() {
            format!("a field is marked `{word}` and plays that role; delete one of the two")
        } else if earlier.any(|(other, _)| other == role) {
            format!("role `{word}` is given twice; delete this one")
        } else {
            continue;
        };
        found.at(*span, message);
    }
}

/// Every mark must be of use, and every word of `plays(..)`.
pub(super) fn check_use(provider: &Provider, found: &mut Diagnostics) {
    for mark in &provider.marks {
        if let Meaning::Plays(role) = mark.meaning
            && !provider.needs(role)
        {
            found.at(mark.span, mark_never_used(provider, role));
        }
    }
    for (role, span) in &provider.plays {
        if !provider.needs(role) {
            found.at(*span, never_used(provider, role, "role", "word"));
        }
    }
}

fn mark_never_used(provider: &Provider, role: &Role) -> String {
    if provider.login_form.is_some() && *role == LOGIN {
        return format!(
            "the field role `{}` is never used: `login(form)` signs people in with the toolkit's \
             own page; delete this mark, or `login(form)`",
            role.mark
        );
    }
    never_used(provider, role, "the field role", "mark")
}

fn never_used(provider: &Provider, role: &Role, who: &str, written: &str) -> String {
    let (word, needed_by) = (role.mark, Provider::needed_by(role));
    format!(
        "{who} `{word}` is never used: it belongs to {needed_by}, which `{}` does not enable; add \
         it, or delete this {written}",
        provider.item.ident
    )
}
