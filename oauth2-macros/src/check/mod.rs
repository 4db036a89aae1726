//! The rules between what was said: twice, contradictory, missing, without effect.

mod issuer;
mod options;
mod roles;
mod shape;

use crate::diagnostics::Diagnostics;
use crate::model::{Provider, Word};
use syn::Data;

/// Collects every broken rule.
pub(crate) fn provider(provider: &Provider, found: &mut Diagnostics) {
    match &provider.item.data {
        Data::Struct(_) => {}
        Data::Enum(data) => return not_a_struct(data.enum_token.span, "an enum", found),
        Data::Union(data) => return not_a_struct(data.union_token.span, "a union", found),
    }
    for copy in &provider.copies {
        found.over(
            copy,
            "`#[oauth2_provider]` is given twice; merge the two into one",
        );
    }
    options::check(provider, found);
    issuer::check(provider, found);
    roles::check(provider, found);
    shape::check(provider, found);
    // A rule about the list of grants would only repeat a mistake in that list.
    if provider.grants_sound && options::check_grants(provider, found) {
        roles::check_use(provider, found);
    }
}

fn not_a_struct(keyword: proc_macro2::Span, kind: &str, found: &mut Diagnostics) {
    found.at(keyword, wrong_item(kind));
}

/// The text for an attribute on another item than a struct.
pub(crate) fn wrong_item(kind: &str) -> String {
    format!(
        "`#[oauth2_provider]` goes on a struct, not on {kind}; put what the provider owns into a struct"
    )
}

/// Tells of every word that stands in a list for the second time.
fn once<'a>(what: &str, words: impl Iterator<Item = &'a Word>, found: &mut Diagnostics) {
    let mut seen: Vec<&str> = Vec::new();
    for word in words {
        if seen.contains(&word.text.as_str()) {
            found.at(
                word.span,
                format!("{what} `{}` is given twice; delete this one", word.text),
            );
        }
        seen.push(&word.text);
    }
}
