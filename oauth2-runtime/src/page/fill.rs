//! Values in the sentences of a language: escaped, and each isolated from the direction of the rest.

use crate::brand::Phrase;
use askama::filters::{Html, HtmlSafe, escape};
use std::fmt;

/// A sentence with its values, as HTML.
#[derive(Clone, Copy, Debug)]
pub struct Filled<'a, V, const N: usize> {
    phrase: Phrase<N>,
    values: &'a [V; N],
}

impl<const N: usize> Phrase<N> {
    /// The sentence as HTML: each value is escaped and stands in `<bdi>`, so that a name in another
    /// script, or one that is markup, disturbs nothing.
    ///
    /// ```
    /// use oauth2_runtime::Texts;
    ///
    /// let html = Texts::ENGLISH.sign_in_for.html(&["<b>"]).to_string();
    /// assert_eq!(html, "to continue to <bdi>&#60;b&#62;</bdi>");
    /// ```
    #[must_use]
    pub const fn html<'a, V>(&self, values: &'a [V; N]) -> Filled<'a, V, N> {
        Filled {
            phrase: *self,
            values,
        }
    }
}

impl<V: AsRef<str>, const N: usize> fmt::Display for Filled<'_, V, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (value, rest) in self.phrase.pieces() {
            if let Some(value) = value.and_then(|at| self.values.get(at)) {
                let Ok(value) = escape(value.as_ref(), Html);
                write!(f, "<bdi>{value}</bdi>")?;
            }
            let Ok(rest) = escape(rest, Html);
            write!(f, "{rest}")?;
        }
        Ok(())
    }
}

impl<V: AsRef<str>, const N: usize> HtmlSafe for Filled<'_, V, N> {}
