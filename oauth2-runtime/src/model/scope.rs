//! Scopes: the application's enum as a trait, and the set that a request names (RFC 6749 §3.3).

use super::words::Words;
use std::fmt;

/// One declared scope: the word on the wire, the sentence people read when they consent, and
/// whether it is granted when a request names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScopeEntry {
    /// The scope token of RFC 6749 §3.3.
    pub name: &'static str,
    /// The doc line of the variant.
    pub sentence: &'static str,
    /// Marked `#[scope(default)]`.
    pub default: bool,
    /// Marked `#[scope(optional)]`: a person may allow a request without it.
    pub optional: bool,
}

impl ScopeEntry {
    /// An entry of the table that `#[derive(Scopes)]` prints.
    #[must_use]
    pub const fn new(name: &'static str, sentence: &'static str, default: bool) -> Self {
        Self {
            name,
            sentence,
            default,
            optional: false,
        }
    }

    /// The entry of a variant marked `#[scope(optional)]`.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

/// The scopes of an application, an enum with `#[derive(Scopes)]`.
///
/// ```
/// use oauth2_runtime::prelude::*;
///
/// #[derive(Clone, Copy, Scopes)]
/// enum AppScope {
///     /// See your photos
///     #[scope(default)]
///     Read,
///     /// Add and delete photos
///     #[scope("photos:write")]
///     Write,
/// }
///
/// assert_eq!(AppScope::Write.name(), "photos:write");
/// assert_eq!(AppScope::TABLE[0].sentence, "See your photos");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not declare scopes",
    label = "this is not an enum of scopes",
    note = "put `#[derive(Clone, Copy, Scopes)]` on an enum and a doc line on each variant"
)]
pub trait Scopes: 'static {
    /// Every scope, in the order of the enum.
    const TABLE: &'static [ScopeEntry];

    /// The word of this scope on the wire.
    fn name(self) -> &'static str
    where
        Self: Sized;
}

/// The scopes of a provider that declares none: only the empty scope exists.
#[derive(Clone, Copy, Debug)]
pub enum NoScopes {}

impl Scopes for NoScopes {
    const TABLE: &'static [ScopeEntry] = &[];

    fn name(self) -> &'static str {
        match self {}
    }
}

/// The scopes of a provider whose attribute has a mistake: any marker is one of them, so that the
/// mistake is the only message.
#[derive(Clone, Copy, Debug)]
pub enum AnyScope {}

impl Scopes for AnyScope {
    const TABLE: &'static [ScopeEntry] = &[];

    fn name(self) -> &'static str {
        match self {}
    }
}

/// A scope as a type, printed by `#[derive(Scopes)]`: `app_scope::Write` for `AppScope::Write`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scope marker",
    note = "a guard takes the types of the module that `#[derive(Scopes)]` prints, e.g. `Bearer<Photos, app_scope::Read>`"
)]
pub trait ScopeMarker: 'static {
    /// The enum this scope belongs to.
    type Of;
    /// Its word on the wire.
    const NAME: &'static str;
}

/// What a guard asks of a token: no scope `()`, one marker, or a tuple of up to twelve
/// markers (all of them).
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name scopes of this provider",
    label = "not a scope of this provider",
    note = "the provider's scopes are the enum in its `scopes = ..`; use the marker types of that enum"
)]
pub trait RequiredScopes<Scope>: 'static {
    /// The words that a token must hold.
    const NAMES: &'static [&'static str];
}

impl<Scope> RequiredScopes<Scope> for () {
    const NAMES: &'static [&'static str] = &[];
}

macro_rules! tuples {
    ($(($($name:ident),+))*) => {$(
        impl<Scope, $($name: ScopeMarker + RequiredScopes<Scope>),+> RequiredScopes<Scope>
            for ($($name,)+)
        {
            const NAMES: &'static [&'static str] = &[$($name::NAME),+];
        }
    )*};
}

tuples! {
    (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) (A, B, C, D, E, F, G)
    (A, B, C, D, E, F, G, H) (A, B, C, D, E, F, G, H, I) (A, B, C, D, E, F, G, H, I, J)
    (A, B, C, D, E, F, G, H, I, J, K) (A, B, C, D, E, F, G, H, I, J, K, L)
}

/// A set of scopes: sorted, without repetition, cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ScopeSet(Words);

impl ScopeSet {
    /// The set without a scope.
    #[must_use]
    pub fn empty() -> Self {
        Self(Words::empty())
    }

    /// Parses the value of a `scope` parameter; `None` when it breaks the grammar of RFC 6749 §3.3
    /// (a character outside `%x21 / %x23-5B / %x5D-7E`, or a leading, trailing or double space).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let token = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
        };
        text.split(' ')
            .all(token)
            .then(|| Self(Words::from_words(text.split(' '))))
    }

    /// The set a store kept as text; words that break the grammar are left out.
    #[must_use]
    pub fn from_stored(text: &str) -> Self {
        Self(Words::from_words(
            text.split(' ').filter(|word| Self::parse(word).is_some()),
        ))
    }

    pub(crate) fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(Words::from_words(names))
    }

    /// The wire form: words with one space between, in alphabetical order.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether no scope is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter()
    }

    /// Whether this scope is in it.
    #[must_use]
    pub fn contains(&self, scope: impl Scopes) -> bool {
        self.0.contains(scope.name())
    }

    /// Whether this word is in it.
    #[must_use]
    pub fn contains_name(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Whether every scope of this set is in `other` too.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// The scopes that are in both: the only way a set gets smaller.
    #[must_use]
    pub fn narrow(&self, to: &Self) -> Self {
        Self(self.0.intersection(&to.0))
    }
}

impl<S: Scopes> FromIterator<S> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = S>>(scopes: I) -> Self {
        Self(Words::from_words(scopes.into_iter().map(Scopes::name)))
    }
}

impl<S: Scopes, const N: usize> From<[S; N]> for ScopeSet {
    fn from(scopes: [S; N]) -> Self {
        scopes.into_iter().collect()
    }
}

impl fmt::Debug for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScopeSet({:?})", self.as_str())
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_repetition_do_not_matter() {
        assert_eq!(ScopeSet::parse("b a b"), ScopeSet::parse("a b"));
        assert_ne!(ScopeSet::parse("A"), ScopeSet::parse("a"));
    }

    #[test]
    fn the_grammar_is_strict() {
        for text in ["", " a", "a ", "a  b", "a\"", "a\\", "a\tb", "ä"] {
            assert_eq!(ScopeSet::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn narrowing_never_adds() {
        let (abc, bd) = (ScopeSet::from_stored("a b c"), ScopeSet::from_stored("b d"));
        assert_eq!(abc.narrow(&bd).as_str(), "b");
    }
}
