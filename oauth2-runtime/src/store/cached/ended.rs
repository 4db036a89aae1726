//! What a verb may have ended, and who says so when it is over.

use super::Shared;
use crate::model::{ClientId, GrantId, SubjectId};
use crate::secret::TokenHash;
use crate::store::AccessRecord;
use std::sync::Arc;

/// The tokens that one verb may have ended: never more than hangs on what it named. A code that is
/// replayed or a refresh token that is made up costs a malicious client nothing, so neither may take
/// the rows of others out of the cache.
#[derive(Clone, Debug)]
pub(super) enum Ended {
    Token(TokenHash),
    Grant(GrantId),
    Person(SubjectId),
    Client(ClientId),
}

impl Ended {
    /// Whether this token is one of them.
    pub(super) fn takes(&self, access: &AccessRecord) -> bool {
        match self {
            Self::Token(token) => access.hash == *token,
            Self::Grant(grant) => access.grant == Some(*grant),
            Self::Person(subject) => access.subject.as_ref() == Some(subject),
            Self::Client(client_id) => access.client_id == *client_id,
        }
    }
}

/// Clears when it is dropped: so a verb that failed clears too, since its store may have done it all
/// the same, and one that panicked.
pub(super) struct Clearing<S> {
    pub(super) shared: Arc<Shared<S>>,
    pub(super) ended: Option<Ended>,
}

impl<S> Drop for Clearing<S> {
    fn drop(&mut self) {
        if let Some(ended) = self.ended.take() {
            self.shared.rows(|rows| rows.clear(ended));
        }
    }
}
