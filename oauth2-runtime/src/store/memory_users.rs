//! People kept in memory with their hashed passwords: for tests and demos.

use super::password::{Memory, PasswordHash, PasswordHasher};
use crate::error::HookResult;
use crate::hook::Users;
use crate::model::Subject;
use std::collections::HashMap;

/// Plays `users`. The username is the subject and the name on pages, so a demo that restarts knows
/// its people again.
///
/// ```
/// use oauth2_runtime::{MemoryUsers, Users};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let users = MemoryUsers::new().with("alice", "wonderland");
/// assert!(users.validate_user("alice", "wonderland").await.unwrap().is_some());
/// assert!(users.validate_user("alice", "looking-glass").await.unwrap().is_none());
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryUsers {
    /// `None` is a password that could not be hashed: it fits nothing.
    users: HashMap<String, Option<PasswordHash>>,
    hasher: PasswordHasher,
}

impl MemoryUsers {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a person, or gives a new password to the one of this name.
    ///
    /// It hashes on the calling thread, which takes some tens of milliseconds (in a debug build far
    /// more): call it while the application starts.
    #[must_use]
    pub fn with(mut self, username: impl Into<String>, password: &str) -> Self {
        self.users.insert(
            username.into(),
            PasswordHash::compute(password, &mut Memory::default()).ok(),
        );
        self
    }
}

impl Users for MemoryUsers {
    async fn validate_user(&self, username: &str, password: &str) -> HookResult<Option<Subject>> {
        let stored = self.users.get(username).and_then(Option::as_ref);
        let fits = self.hasher.verify(password, stored).await?;
        Ok(fits.then(|| Subject::new(username)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_signs_in() {
        let users = MemoryUsers::new()
            .with("alice", "old")
            .with("alice", "wonderland");
        let alice = users
            .validate_user("alice", "wonderland")
            .await
            .unwrap()
            .unwrap();
        assert_eq!((alice.id().as_str(), alice.name()), ("alice", "alice"));
        for (username, password) in [("alice", "old"), ("Alice", "wonderland"), ("bob", "")] {
            assert!(
                users
                    .validate_user(username, password)
                    .await
                    .unwrap()
                    .is_none()
            );
        }
    }
}
