//! The item below the attribute: its marks and further copies of the attribute are taken off.

use super::{Entry, Kind, list};
use crate::diagnostics::Diagnostics;
use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Member, Meta, Type};

/// The attribute and its item.
pub(crate) struct Input {
    pub(crate) options: Vec<Entry>,
    /// Whether nothing in the attribute broke the grammar.
    pub(crate) sound: bool,
    pub(crate) item: DeriveInput,
    pub(crate) marks: Vec<FieldMarks>,
    /// Whether every mark stands on a field.
    pub(crate) marks_sound: bool,
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
    /// Whether every mark could be read.
    pub(crate) sound: bool,
}

/// Parses the attribute and takes its marks off the item.
pub(crate) fn input(options: TokenStream, mut item: DeriveInput, found: &mut Diagnostics) -> Input {
    let options = list(options, Kind::Options, found);
    let sound = found.is_empty();
    let copies = take(&mut item.attrs, |attr| is(attr, "oauth2_provider"));
    let strays = strays(&mut item);
    let marks_sound = strays.is_empty();
    for attr in strays {
        found.over(
            attr,
            "`#[oauth2(..)]` goes on a field of the struct; move it there",
        );
    }
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
        sound,
        item,
        marks,
        marks_sound,
        copies,
    }
}

fn take(attrs: &mut Vec<Attribute>, which: impl Fn(&Attribute) -> bool) -> Vec<Attribute> {
    let (taken, left) = attrs.drain(..).partition(which);
    *attrs = left;
    taken
}

/// Marks that stand elsewhere than on a field of a struct. What is on an item of another kind is
/// taken off in silence: that it is not a struct is the mistake.
fn strays(item: &mut DeriveInput) -> Vec<Attribute> {
    let is_mark = |attr: &Attribute| is(attr, "oauth2");
    let mut strays = take(&mut item.attrs, is_mark);
    for parameter in item.generics.type_params_mut() {
        strays.extend(take(&mut parameter.attrs, is_mark));
    }
    let fields: Vec<&mut Fields> = match &mut item.data {
        Data::Struct(_) => return strays,
        Data::Union(data) => {
            for field in &mut data.fields.named {
                take(&mut field.attrs, is_mark);
            }
            return Vec::new();
        }
        Data::Enum(data) => data
            .variants
            .iter_mut()
            .map(|variant| {
                take(&mut variant.attrs, is_mark);
                &mut variant.fields
            })
            .collect(),
    };
    for field in fields.into_iter().flatten() {
        take(&mut field.attrs, is_mark);
    }
    Vec::new()
}

fn field_marks(at: usize, field: &mut Field, found: &mut Diagnostics) -> Option<FieldMarks> {
    let before = found.count();
    let marks = take(&mut field.attrs, |attr| is(attr, "oauth2"));
    for attr in take(&mut field.attrs, almost_a_mark) {
        let message = "unknown mark; write the role in `#[oauth2(..)]`, e.g. `#[oauth2(store)]`";
        found.over(attr, message);
    }
    let hidden = field.attrs.iter().position(hides_a_mark);
    let conditional = hidden.map(|at| field.attrs.remove(at));
    if marks.is_empty() && conditional.is_none() && found.count() == before {
        return None;
    }
    let entries = marks.into_iter().flat_map(|mark| match mark.meta {
        Meta::List(marks) if !marks.tokens.is_empty() => list(marks.tokens, Kind::Roles, found),
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
        sound: found.count() == before,
    })
}

fn is(attr: &Attribute, name: &str) -> bool {
    attr.path()
        .segments
        .last()
        .is_some_and(|segment| segment.ident.unraw() == name)
}

/// What people write in place of `#[oauth2(..)]`, and rustc would only not find.
fn almost_a_mark(attr: &Attribute) -> bool {
    let name = attr.path().get_ident().map(ToString::to_string);
    let is_ours = |name: String| name == "oauth" || name.starts_with("oauth2_");
    name.is_some_and(is_ours) || is(attr, "oauth2_provider")
}

fn hides_a_mark(attr: &Attribute) -> bool {
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
    let names_a_mark = |token| matches!(token, TokenTree::Ident(word) if word == "oauth2");
    attr.path().is_ident("cfg_attr")
        && attr.meta.require_list().is_ok_and(|list| {
            // What stands before the first comma is the condition.
            let said = list.tokens.clone().into_iter();
            said.skip_while(|token| !is_comma(token)).any(names_a_mark)
        })
}

/// Parses a struct, an enum or a union.
pub(crate) fn item(item: &TokenStream) -> syn::Result<DeriveInput> {
    syn::parse2(item.clone())
}
