//! Refresh tokens: a secret family, and a successor derived from the secret before it.
//!
//! A token is F, equal in every generation, and S, new in each. S' is HMAC(S, salt), so a retry of
//! the same request derives the identical successor, while the store holds hashes and a salt alone.

use crate::model::{PresentedRefresh, RefreshToken, opaque};
use crate::secret::{self, Hasher, Salt, TokenHash};

/// The first generation of a new family.
pub(crate) struct FirstRefresh {
    pub(crate) token: RefreshToken,
    pub(crate) family: TokenHash,
    pub(crate) secret: TokenHash,
}

impl FirstRefresh {
    pub(crate) fn random(hasher: &Hasher) -> Self {
        let family = secret::base64url(&secret::random::<16>());
        let secret = secret::base64url(&secret::random::<32>());
        let first = PresentedRefresh::new(&family, &secret, hasher);
        Self {
            token: write(&family, &secret),
            family: first.family_hash,
            secret: first.secret_hash,
        }
    }
}

/// The generation after a presented one.
pub(crate) struct Successor {
    pub(crate) token: RefreshToken,
    pub(crate) secret: TokenHash,
    pub(crate) salt: Salt,
}

impl Successor {
    /// A new one: the salt makes it unlike any other, also after a retry window has passed.
    pub(crate) fn random(presented: &PresentedRefresh, hasher: &Hasher) -> Self {
        Self::derive(presented, Salt::from_stored(secret::random()), hasher)
    }

    /// The one of this salt.
    pub(crate) fn derive(presented: &PresentedRefresh, salt: Salt, hasher: &Hasher) -> Self {
        // Tag and salt are 26 bytes: one block beside the key's (the key is 43 characters).
        let next = secret::hmac(
            presented.secret().as_bytes(),
            &[b"refresh/1\0", salt.as_bytes()],
        );
        let next = secret::base64url(&next);
        let named = PresentedRefresh::new(presented.family(), &next, hasher);
        Self {
            token: write(presented.family(), &next),
            secret: named.secret_hash,
            salt,
        }
    }
}

fn write(family: &str, secret: &str) -> RefreshToken {
    RefreshToken::new(opaque::REFRESH.write(&format!("{family}{secret}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_derives_the_identical_successor() {
        let hasher = Hasher::new("https://a.example");
        let first = FirstRefresh::random(&hasher);
        let presented = || PresentedRefresh::parse(first.token.expose(), &hasher).unwrap();
        let next = Successor::random(&presented(), &hasher);
        let again = Successor::derive(&presented(), next.salt, &hasher);
        assert_eq!(next.token.expose(), again.token.expose());
        let other = Successor::random(&presented(), &hasher);
        assert_ne!(next.token.expose(), other.token.expose());
        assert_eq!(presented().family_hash, first.family);
    }

    #[test]
    fn family_and_salt_alone_do_not_tell_the_successor() {
        let hasher = Hasher::new("https://a.example");
        let after = |secret| {
            let presented = PresentedRefresh::new("family", secret, &hasher);
            Successor::derive(&presented, Salt::from_stored([7; 16]), &hasher)
        };
        let (one, other) = (after("one secret"), after("another secret"));
        assert_ne!(one.token.expose(), other.token.expose());
        assert_ne!(one.secret, other.secret);
    }
}
