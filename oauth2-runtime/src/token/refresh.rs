//! Refresh tokens: a secret family, and a successor derived from the secret before it.
//!
//! A token is F, equal in every generation, and S, new in each. S' is HMAC(S, salt), so a retry of
//! the same request derives the identical successor, while the store holds hashes and a salt alone.

use crate::model::{PresentedRefresh, RefreshToken, opaque};
use crate::secret::{self, Hasher, Kind, Salt, TokenHash};

/// The first generation of a new family.
pub(crate) struct FirstRefresh {
    pub(crate) token: RefreshToken,
    pub(crate) family: TokenHash,
    pub(crate) secret: TokenHash,
}

impl FirstRefresh {
    pub(crate) fn random(hasher: &Hasher) -> Self {
        let (family, secret) = (secret::random::<16>(), secret::random::<32>());
        let text = opaque::REFRESH.write_with(|text| {
            secret::base64url_onto(&family, text);
            secret::base64url_onto(&secret, text);
        });
        let (family, secret) = halves(&text);
        Self {
            family: hasher.hash(Kind::RefreshFamily, family.as_bytes()),
            secret: hasher.hash(Kind::RefreshSecret, secret.as_bytes()),
            token: RefreshToken::new(text),
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
        let text = opaque::REFRESH.write_with(|text| {
            text.extend_from_slice(presented.family().as_bytes());
            secret::base64url_onto(&next, text);
        });
        let (_, secret) = halves(&text);
        Self {
            secret: hasher.hash(Kind::RefreshSecret, secret.as_bytes()),
            token: RefreshToken::new(text),
            salt,
        }
    }
}

/// Family and secret of a token that was written here.
fn halves(text: &str) -> (&str, &str) {
    PresentedRefresh::halves(opaque::REFRESH.body(text))
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
            let presented = PresentedRefresh::new(&format!("{:f<22}{secret}", ""), &hasher);
            Successor::derive(&presented, Salt::from_stored([7; 16]), &hasher)
        };
        let (one, other) = (after("one secret"), after("another secret"));
        assert_ne!(one.token.expose(), other.token.expose());
        assert_ne!(one.secret, other.secret);
    }
}
