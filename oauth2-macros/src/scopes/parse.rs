//! The enum as its author means it: one scope a variant, with its word and its sentence.

use crate::diagnostics::{Diagnostics, nearest};
use crate::snake_case::snake_case;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::ParseStream;
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
    /// Whether two variants have one name, of which the first is here.
    pub(super) named_twice: bool,
}

/// A variant.
pub(super) struct Scope<'a> {
    pub(super) variant: &'a Ident,
    pub(super) cfgs: Vec<&'a Attribute>,
    pub(super) word: String,
    /// Whether `#[scope("..")]` says the word.
    named: bool,
    /// Where the word stands: the string of `#[scope("..")]`, or the variant.
    at: Span,
    /// A string, or a macro that makes one.
    pub(super) sentence: TokenStream,
    pub(super) marks: Marks,
    /// Whether the variant carries nothing, as it must.
    pub(super) plain: bool,
}

/// The words of `#[scope(..)]` beside its own.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) default: bool,
    pub(super) optional: bool,
}

pub(super) fn scopes<'a>(input: &'a DeriveInput, found: &mut Diagnostics) -> Scopes<'a> {
    let mut scopes = Scopes {
        name: &input.ident,
        vis: &input.vis,
        generics: &input.generics,
        runtime: quote!(::oauth2_runtime),
        variants: Vec::new(),
        named_twice: false,
    };
    let mut earlier = false;
    for attr in scope_attrs(&input.attrs) {
        let Some(path) = runtime(attr, found) else {
            continue;
        };
        if earlier {
            found.over(attr, "`crate` is given twice; delete this one");
        } else {
            (earlier, scopes.runtime) = (true, path);
        }
    }
    match &input.data {
        Data::Enum(data) => {
            if data.variants.is_empty() {
                found.at(
                    input.ident.span(),
                    "no scopes are declared; write at least one variant",
                );
            }
            let mut variants: Vec<&Variant> = data.variants.iter().collect();
            // rustc tells of two variants of one name.
            let mut names = Vec::new();
            variants.retain(|variant| {
                let new = !names.contains(&&variant.ident) || has_cfg(variant);
                names.push(&variant.ident);
                new
            });
            scopes.named_twice = variants.len() < data.variants.len();
            let scope = |variant| scope(variant, found);
            scopes.variants = variants.into_iter().map(scope).collect();
        }
        Data::Struct(data) => not_an_enum(data.struct_token.span, "a struct", found),
        Data::Union(data) => not_an_enum(data.union_token.span, "a union", found),
    }
    let is_enum = matches!(input.data, Data::Enum(_));
    if let Some(parameter) = input.generics.params.first().filter(|_| is_enum) {
        found.over(
            parameter,
            "an enum of scopes has no parameters; delete them",
        );
    }
    each_word_once(&scopes.variants, found);
    scopes
}

fn scope_attrs(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("scope"))
}

fn not_an_enum(keyword: Span, kind: &str, found: &mut Diagnostics) {
    let message =
        format!("`#[derive(Scopes)]` goes on an enum, not on {kind}; write a variant a scope");
    found.at(keyword, message);
}

fn has_cfg(variant: &Variant) -> bool {
    variant.attrs.iter().any(|attr| attr.path().is_ident("cfg"))
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
        named: false,
        at: name.span(),
        sentence: sentence(&variant.attrs),
        marks: Marks::default(),
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
        scope.sentence = quote!("");
    }
    for attr in scope_attrs(&variant.attrs) {
        marks(attr, &mut scope, found);
    }
    if let Some(fault) = fault(&scope.word) {
        let word = scope.word.escape_debug();
        let what = if scope.word.is_empty() {
            "this scope".to_owned()
        } else {
            format!("scope `{word}`")
        };
        found.at(scope.at, format!("{what} {fault}"));
    }
    scope
}

/// `#[scope("word")]`, `#[scope(default)]`, `#[scope(optional)]`, or several in one.
fn marks(attr: &Attribute, scope: &mut Scope<'_>, found: &mut Diagnostics) {
    const USAGE: &str =
        "write `#[scope(\"photos:write\")]`, `#[scope(default)]` or `#[scope(optional)]`";
    let parts = match &attr.meta {
        Meta::List(list) if !list.tokens.is_empty() => split(&list.tokens),
        other => return found.over(other, USAGE),
    };
    for part in parts {
        match Mark::of(&part) {
            Mark::Word(word) if scope.named => {
                found.over(word, "this scope has its word already; delete this one");
            }
            Mark::Word(word) => {
                (scope.named, scope.at, scope.word) = (true, word.span(), word.value());
            }
            Mark::Default if scope.marks.default => {
                found.over(part, "`default` is given twice; delete this one");
            }
            Mark::Default => scope.marks.default = true,
            Mark::Optional if scope.marks.optional => {
                found.over(part, "`optional` is given twice; delete this one");
            }
            Mark::Optional => scope.marks.optional = true,
            Mark::Nothing => found.over(attr, "there is a stray comma in this list; delete it"),
            Mark::Other(hint) => found.over(part, hint),
        }
    }
}

/// What stands between two commas in `#[scope(..)]`.
enum Mark {
    Word(LitStr),
    Default,
    Optional,
    Nothing,
    /// Something else, with what to write instead.
    Other(String),
}

impl Mark {
    fn of(part: &TokenStream) -> Self {
        if part.is_empty() {
            return Self::Nothing;
        }
        if let Ok(word) = syn::parse2::<LitStr>(part.clone()) {
            return Self::Word(word);
        }
        // As one writes it in a word: `photos:write`, not `photos : write`.
        let text: String = part.to_string().split_whitespace().collect();
        let first = syn::parse2::<Ident>(part.clone().into_iter().take(1).collect());
        let first = first.map(|word| word.to_string()).unwrap_or_default();
        let value = part.clone().into_iter().find_map(|token| match token {
            TokenTree::Literal(literal) => Some(literal.to_string()),
            _ => None,
        });
        let is_plain = |letter: char| letter.is_alphanumeric() || "_:.-/".contains(letter);
        Self::Other(match (first.as_str(), value) {
            ("default", _) if text == "default" => return Self::Default,
            ("optional", _) if text == "optional" => return Self::Optional,
            (word @ ("default" | "optional"), _) => format!("write `{word}` alone"),
            ("crate", _) => "`#[scope(crate = ..)]` stands on the enum; move it there".to_owned(),
            ("doc" | "description" | "sentence", _) => {
                "the sentence is the doc line of the variant: write it behind `///`".to_owned()
            }
            (_, Some(value)) if value.starts_with('"') => {
                format!("the word stands alone: write `#[scope({value})]`")
            }
            _ if !text.chars().all(is_plain) => {
                "write the word of the scope as a string: `#[scope(\"photos:write\")]`".to_owned()
            }
            _ => match nearest(&text, &["default", "optional"]) {
                Some(word) => format!("unknown word `{text}`; did you mean `{word}`?"),
                None => format!("write the word of the scope in quotes: `#[scope({text:?})]`"),
            },
        })
    }
}

/// What stands between the commas; a comma at the end parts nothing.
fn split(tokens: &TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![TokenStream::new()];
    for token in tokens.clone() {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(comma), _) if comma.as_char() == ',' => {
                parts.push(TokenStream::new());
            }
            (_, Some(part)) => part.extend([token]),
            _ => {}
        }
    }
    if parts.len() > 1 && parts.last().is_some_and(TokenStream::is_empty) {
        parts.pop();
    }
    parts
}

/// `#[scope(crate = path)]` on the enum.
fn runtime(attr: &Attribute, found: &mut Diagnostics) -> Option<TokenStream> {
    let path = |input: ParseStream<'_>| {
        input.parse::<Token![crate]>()?;
        input.parse::<Token![=]>()?;
        let path = input.call(Path::parse_mod_style)?;
        input.parse::<Option<Token![,]>>()?;
        Ok(path)
    };
    let list = attr.meta.require_list().ok();
    let parsed = list.and_then(|list| list.parse_args_with(path).ok());
    if parsed.is_none() {
        let text = list.map(|list| list.tokens.to_string()).unwrap_or_default();
        let message = if text.starts_with("default") {
            "`#[scope(default)]` stands on a variant; move it there"
        } else if text.starts_with("optional") {
            "`#[scope(optional)]` stands on a variant; move it there"
        } else {
            "on the enum write `#[scope(crate = my_reexports::oauth2)]`; words of scopes stand on \
             the variants"
        };
        found.over(&attr.meta, message);
    }
    parsed.map(|path| path.to_token_stream())
}

fn let_text(literal: &Lit) -> Option<&LitStr> {
    match literal {
        Lit::Str(text) => Some(text),
        _ => None,
    }
}

fn each_word_once(scopes: &[Scope<'_>], found: &mut Diagnostics) {
    for (at, scope) in scopes.iter().enumerate() {
        let (word, earlier) = (&scope.word, scopes.iter().take(at));
        let twin = earlier.filter(|other| other.cfgs.is_empty() && scope.cfgs.is_empty());
        if let Some(other) = twin.into_iter().find(|other| other.word == *word) {
            let message = format!(
                "scope `{word}` is already the word of `{}`; write another one: `#[scope(\"..\")]`",
                other.variant
            );
            found.at(scope.at, message);
        }
    }
}

/// The first paragraph of the doc comment in one line, or the `concat!` that a macro's author wrote;
/// nothing if there is none.
fn sentence(attrs: &[Attribute]) -> TokenStream {
    let docs = || {
        attrs.iter().filter_map(|attr| match &attr.meta {
            Meta::NameValue(doc) if doc.path.is_ident("doc") => Some(&doc.value),
            _ => None,
        })
    };
    let lines = docs().filter_map(|value| match value {
        Expr::Lit(literal) => let_text(&literal.lit).map(LitStr::value),
        _ => None,
    });
    let text: Vec<String> = lines.map(|line| line.trim().to_owned()).collect();
    let paragraph = text.iter().skip_while(|line| line.is_empty());
    let paragraph: Vec<_> = paragraph
        .take_while(|line| !line.is_empty())
        .cloned()
        .collect();
    let sentence = paragraph.join(" ");
    if !sentence.is_empty() {
        return sentence.to_token_stream();
    }
    let is_concat = |value: &&Expr| matches!(value, Expr::Macro(call) if call.mac.path.segments.last().is_some_and(|name| name.ident == "concat"));
    let mut concats = docs().filter(is_concat);
    concats
        .next()
        .map(ToTokens::to_token_stream)
        .unwrap_or_default()
}

/// RFC 6749 §3.3: `%x21 / %x23-5B / %x5D-7E`.
fn fault(word: &str) -> Option<&'static str> {
    if word.is_empty() {
        return Some("has an empty word; write one, e.g. `#[scope(\"photos:write\")]`");
    }
    let good = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    let good = word.bytes().all(good);
    (!good).then_some("has a character that RFC 6749 (3.3) forbids; write printable ASCII without spaces, `\"` and `\\`, e.g. `#[scope(\"photos:write\")]`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_is_the_first_paragraph() {
        let variant: Variant = syn::parse_quote! {
            /// See your photos
            /// and albums.
            ///
            /// Not read by people.
            Read
        };
        let text = sentence(&variant.attrs).to_string();
        assert_eq!(text, "\"See your photos and albums.\"");
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
