//! The enum as its author means it: one scope a variant, with its word and its sentence.

use crate::diagnostics::{Diagnostics, suggestion};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::meta::ParseNestedMeta;
use syn::{
    Attribute, Data, DeriveInput, Expr, Fields, Generics, Ident, Lit, LitStr, Meta, Path, Token,
    Variant, Visibility,
};

/// An enum of scopes.
pub(super) struct Scopes<'a> {
    pub(super) name: &'a Ident,
    pub(super) vis: &'a Visibility,
    pub(super) generics: &'a Generics,
    /// Where the runtime is.
    pub(super) runtime: TokenStream,
    pub(super) variants: Vec<Scope<'a>>,
}

/// A variant.
pub(super) struct Scope<'a> {
    pub(super) variant: &'a Ident,
    pub(super) cfgs: Vec<&'a Attribute>,
    pub(super) word: String,
    /// Where the word stands: the string of `#[scope("..")]`, or the variant.
    at: Span,
    pub(super) sentence: String,
    pub(super) default: bool,
    /// Whether the variant carries nothing, as it must.
    pub(super) plain: bool,
}

pub(super) fn scopes<'a>(input: &'a DeriveInput, found: &mut Diagnostics) -> Scopes<'a> {
    let mut scopes = Scopes {
        name: &input.ident,
        vis: &input.vis,
        generics: &input.generics,
        runtime: quote!(::oauth2_runtime),
        variants: Vec::new(),
    };
    for attr in input
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("scope"))
    {
        each_word(attr, found, |meta| {
            if !meta.path.is_ident("crate") {
                return Err(meta.error("write `#[scope(crate = my_reexports::oauth2)]`"));
            }
            let path: Path = meta.value()?.call(Path::parse_mod_style)?;
            scopes.runtime = path.to_token_stream();
            Ok(())
        });
    }
    match &input.data {
        Data::Enum(data) => {
            if data.variants.is_empty() {
                found.at(
                    input.ident.span(),
                    "no scopes are declared; write at least one variant",
                );
            }
            scopes.variants = data
                .variants
                .iter()
                .map(|variant| scope(variant, found))
                .collect();
        }
        Data::Struct(data) => not_an_enum(data.struct_token.span, "a struct", found),
        Data::Union(data) => not_an_enum(data.union_token.span, "a union", found),
    }
    if let Some(parameter) = input.generics.params.first() {
        found.over(
            parameter,
            "an enum of scopes has no parameters; delete them",
        );
    }
    each_word_once(&scopes.variants, found);
    scopes
}

fn not_an_enum(keyword: Span, kind: &str, found: &mut Diagnostics) {
    let message =
        format!("`#[derive(Scopes)]` goes on an enum, not on {kind}; write a variant a scope");
    found.at(keyword, message);
}

fn scope<'a>(variant: &'a Variant, found: &mut Diagnostics) -> Scope<'a> {
    let name = &variant.ident;
    let mut scope = Scope {
        variant: name,
        cfgs: variant
            .attrs
            .iter()
            .filter(|attr| attr.path().is_ident("cfg"))
            .collect(),
        word: snake_case(&name.to_string()),
        at: name.span(),
        sentence: sentence(&variant.attrs),
        default: false,
        plain: matches!(variant.fields, Fields::Unit),
    };
    if !scope.plain {
        found.over(
            &variant.fields,
            format!("a scope carries no values; write `{name}` alone"),
        );
    }
    if scope.sentence.is_empty() {
        let message = format!(
            "scope `{name}` has no doc line; write what people read when they consent, \
             e.g. `/// See your photos`"
        );
        found.at(name.span(), message);
    }
    for attr in variant
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("scope"))
    {
        marks(attr, &mut scope, found);
    }
    if let Some(fault) = fault(&scope.word) {
        found.at(scope.at, format!("scope `{}` {fault}", scope.word));
    }
    scope
}

/// `#[scope("word")]`, `#[scope(default)]`, or both in one.
fn marks(attr: &Attribute, scope: &mut Scope<'_>, found: &mut Diagnostics) {
    let Meta::List(list) = &attr.meta else {
        return found.over(
            attr,
            "write `#[scope(\"photos:write\")]` or `#[scope(default)]`",
        );
    };
    let parser = syn::punctuated::Punctuated::<Expr, Token![,]>::parse_terminated;
    let words = match list.parse_args_with(parser) {
        Ok(words) => words,
        Err(error) => return found.syntax(error),
    };
    for word in words {
        match &word {
            Expr::Lit(literal) if let_text(&literal.lit).is_some() => {
                scope.at = literal.lit.span();
                scope.word = let_text(&literal.lit)
                    .map(LitStr::value)
                    .unwrap_or_default();
            }
            Expr::Path(path) if path.path.is_ident("default") => scope.default = true,
            other => {
                let hint = suggestion(&other.to_token_stream().to_string(), &["default"]);
                found.over(other, format!("unknown word in `#[scope(..)]`{hint}"));
            }
        }
    }
}

fn let_text(literal: &Lit) -> Option<&LitStr> {
    match literal {
        Lit::Str(text) => Some(text),
        _ => None,
    }
}

fn each_word(
    attr: &Attribute,
    found: &mut Diagnostics,
    word: impl FnMut(ParseNestedMeta<'_>) -> syn::Result<()>,
) {
    if let Err(error) = attr.parse_nested_meta(word) {
        found.syntax(error);
    }
}

fn each_word_once(scopes: &[Scope<'_>], found: &mut Diagnostics) {
    for (at, scope) in scopes.iter().enumerate() {
        let (word, earlier) = (&scope.word, scopes.iter().take(at));
        let twin = earlier.filter(|other| other.cfgs.is_empty() && scope.cfgs.is_empty());
        if let Some(other) = twin.into_iter().find(|other| other.word == *word) {
            let message = format!("scope `{word}` is already the word of `{}`", other.variant);
            found.at(scope.at, message);
        }
    }
}

/// The first paragraph of the doc comment, in one line.
fn sentence(attrs: &[Attribute]) -> String {
    let lines = attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(literal) => let_text(&literal.lit).map(LitStr::value),
            _ => None,
        },
        _ => None,
    });
    let text: Vec<String> = lines.map(|line| line.trim().to_owned()).collect();
    let paragraph = text.iter().skip_while(|line| line.is_empty());
    let paragraph: Vec<_> = paragraph
        .take_while(|line| !line.is_empty())
        .cloned()
        .collect();
    paragraph.join(" ")
}

/// RFC 6749 §3.3: `%x21 / %x23-5B / %x5D-7E`.
fn fault(word: &str) -> Option<&'static str> {
    if word.is_empty() {
        return Some("is empty; write a word, e.g. `#[scope(\"photos:write\")]`");
    }
    let good = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    let good = word.bytes().all(good);
    (!good).then_some("has a character that RFC 6749 (3.3) forbids; write printable ASCII without spaces, `\"` and `\\`")
}

/// `PhotosWrite` as `photos_write`.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut letters = name.trim_start_matches("r#").chars().peekable();
    let mut before_is_small = false;
    while let Some(letter) = letters.next() {
        let next_is_small = letters.peek().is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && !snake.is_empty() && (before_is_small || next_is_small) {
            snake.push('_');
        }
        before_is_small = letter.is_lowercase() || letter.is_numeric();
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_snake_case() {
        for (name, word) in [
            ("Read", "read"),
            ("PhotosWrite", "photos_write"),
            ("AppScope", "app_scope"),
            ("OAuth", "o_auth"),
            ("ReadHTTPLog", "read_http_log"),
            ("V2Read", "v2_read"),
            ("r#Type", "type"),
        ] {
            assert_eq!(snake_case(name), word);
        }
    }

    #[test]
    fn the_sentence_is_the_first_paragraph() {
        let variant: Variant = syn::parse_quote! {
            /// See your photos
            /// and albums.
            ///
            /// Not read by people.
            Read
        };
        assert_eq!(sentence(&variant.attrs), "See your photos and albums.");
    }

    #[test]
    fn a_word_keeps_to_the_grammar() {
        assert_eq!(fault("photos:write"), None);
        assert!(
            ["", "a b", "a\"", "a\\", "ä"]
                .iter()
                .all(|word| fault(word).is_some())
        );
    }
}
