//! The words of the attribute and of the marks, each as a path to its documentation.
//!
//! For editors: there the runtime's `words!` keeps these paths, so a word has hover, definition and
//! completion; for the compiler it drops them. An editor completes in two expansions at once, with
//! its own word and without, and finds the place by counting letters. So this stands first, and a
//! list ends in one more path: there a new word is looked up when nothing is written yet.

use crate::parse::{Entry, Input, Said};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// The options whose list has words of its own.
const LISTS: [&str; 5] = ["grants", "login", "allow", "plays", "paths"];

/// Prints every word that was written, list by list.
pub(crate) fn words(input: &Input) -> TokenStream {
    let mut printed = list("options", &input.options);
    for option in &input.options {
        let name = option.word.to_string();
        if let Said::List(inner) = &option.said
            && LISTS.contains(&name.as_str())
        {
            printed.extend(list(&name, &inner.entries));
        }
    }
    let marks = input.marks.iter().flat_map(|field| &field.entries);
    printed.extend(list("roles", marks));
    printed
}

fn list<'a>(name: &str, entries: impl IntoIterator<Item = &'a Entry>) -> TokenStream {
    let list = Ident::new(name, Span::call_site());
    let words = entries
        .into_iter()
        .filter_map(|entry| path_word(&entry.word));
    let end = format_ident!("__more");
    let words = words.chain([end]);
    quote!(#(__oauth2::words::#list::#words,)*)
}

/// The word, unless it is a keyword such as `crate`, which no path may end in.
fn path_word(word: &Ident) -> Option<Ident> {
    syn::parse_str::<Ident>(&word.to_string()).ok()?;
    Some(word.clone())
}
