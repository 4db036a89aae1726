//! The item below the attribute: its marks and further copies of the attribute are taken off.

use super::{Between, Entry, list};
use crate::diagnostics::Diagnostics;
use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Data, DeriveInput, Field, Ident, Member, Meta, Type};

/// The attribute and its item.
pub(crate) struct Input {
    pub(crate) options: Vec<Entry>,
    pub(crate) item: DeriveInput,
    pub(crate) marks: Vec<FieldMarks>,
    /// Further copies of the attribute, taken off the item.
    pub(crate) copies: Vec<Attribute>,
}

/// The marks of one field.
pub(crate) struct FieldMarks {
    pub(crate) entries: Vec<Entry>,
    pub(crate) member: Member,
    pub(crate) ty: Type,
    pub(crate) cfgs: Vec<Attribute>,
    /// A mark inside a `cfg_attr`, which this attribute cannot look into.
    pub(crate) conditional: Option<Attribute>,
}

/// Parses the attribute and takes its marks off the item.
pub(crate) fn input(options: TokenStream, mut item: DeriveInput, found: &mut Diagnostics) -> Input {
    let options = list(options, Between::Options, found);
    let (copies, attrs) = item
        .attrs
        .into_iter()
        .partition(|attr| is(attr, "oauth2_provider"));
    item.attrs = attrs;
    let fields = match &mut item.data {
        Data::Struct(data) => data.fields.iter_mut().enumerate().collect(),
        Data::Enum(_) | Data::Union(_) => Vec::new(),
    };
    let marks = fields
        .into_iter()
        .filter_map(|(at, field)| field_marks(at, field, found))
        .collect();
    Input {
        options,
        item,
        marks,
        copies,
    }
}

fn field_marks(at: usize, field: &mut Field, found: &mut Diagnostics) -> Option<FieldMarks> {
    let (marks, attrs) = field
        .attrs
        .drain(..)
        .partition::<Vec<_>, _>(|attr| is(attr, "oauth2"));
    field.attrs = attrs;
    let hidden = field.attrs.iter().position(hides_a_mark);
    let conditional = hidden.map(|at| field.attrs.remove(at));
    if marks.is_empty() && conditional.is_none() {
        return None;
    }
    let entries = marks.into_iter().flat_map(|mark| match mark.meta {
        Meta::List(marks) => list(marks.tokens, Between::Roles, found),
        other => {
            found.over(
                other,
                "a field mark names a role: write e.g. `#[oauth2(store)]`",
            );
            Vec::new()
        }
    });
    Some(FieldMarks {
        entries: entries.collect(),
        member: field.ident.clone().map_or_else(|| at.into(), Member::Named),
        ty: field.ty.clone(),
        cfgs: field
            .attrs
            .iter()
            .filter(|attr| attr.path().is_ident("cfg"))
            .cloned()
            .collect(),
        conditional,
    })
}

fn is(attr: &Attribute, name: &str) -> bool {
    attr.path()
        .segments
        .last()
        .is_some_and(|segment| segment.ident == name)
}

fn hides_a_mark(attr: &Attribute) -> bool {
    let names_a_mark = |token| matches!(token, TokenTree::Ident(word) if word == "oauth2");
    attr.path().is_ident("cfg_attr")
        && attr
            .meta
            .require_list()
            .is_ok_and(|list| list.tokens.clone().into_iter().any(names_a_mark))
}

/// Parses a struct, an enum or a union.
pub(crate) fn item(item: &TokenStream) -> syn::Result<DeriveInput> {
    syn::parse2(item.clone())
}

/// The keyword that tells what an item is, found without its grammar.
pub(crate) fn item_keyword(item: &TokenStream) -> Option<Ident> {
    const KEYWORDS: [&str; 10] = [
        "struct", "enum", "union", "fn", "impl", "trait", "mod", "type", "static", "use",
    ];
    let words = item.clone().into_iter().filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word),
        _ => None,
    });
    words
        .into_iter()
        .find(|word| KEYWORDS.iter().any(|keyword| word == keyword))
}
