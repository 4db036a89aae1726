//! The person behind a token, and the difference between a person and a client.

use super::client_id::ClientId;
use std::fmt;
use std::sync::Arc;

/// The application's own, stable and never reused identifier of a person. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectId(Arc<str>);

impl SubjectId {
    /// Wraps the application's identifier; it is compared as bytes and never normalised.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A person who has proven who they are: an identifier for tokens, a name for pages.
///
/// It takes the place of t-oauth2-provider's `serializeUser` and `deserializeUser`: there is
/// nothing to write, because the identifier is what a token keeps.
#[doc(alias("serializeUser", "deserializeUser"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    id: SubjectId,
    name: Arc<str>,
}

impl Subject {
    /// A person, shown on pages by the identifier until [`Subject::named`] gives a name.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        let id = SubjectId::new(id);
        Self {
            name: id.0.clone(),
            id,
        }
    }

    /// The same person with a name for pages, e.g. an e-mail address.
    #[must_use]
    pub fn named(mut self, name: impl Into<Arc<str>>) -> Self {
        self.name = name.into();
        self
    }

    pub(crate) const fn from_session(id: SubjectId, name: Arc<str>) -> Self {
        Self { id, name }
    }

    /// The identifier.
    #[must_use]
    pub const fn id(&self) -> &SubjectId {
        &self.id
    }

    /// The name shown on pages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Who a token speaks for: a person, through a client, or a client on its own behalf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// A person who consented, or whose password was given.
    Person(SubjectId),
    /// The client itself (`client_credentials`).
    Client(ClientId),
}
