//! Client identifiers (RFC 6749 §2.2 and appendix A.1).

use super::alphabet;
use std::fmt;
use std::sync::Arc;

/// A client identifier: 1 to 255 characters of `%x20-7E`. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(Arc<str>);

impl ClientId {
    /// Parses an identifier; `None` when it is empty, too long or holds another character
    /// (RFC 6749 appendix A.1).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::is_one(text).then(|| Self(text.into()))
    }

    fn is_one(text: &str) -> bool {
        Self::has_length(text.len()) && alphabet::is_of(text, alphabet::visible)
    }

    /// Whether one can have so many characters.
    pub(crate) fn has_length(characters: usize) -> bool {
        (1..=255).contains(&characters)
    }

    /// The identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
