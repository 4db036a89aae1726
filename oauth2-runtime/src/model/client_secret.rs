//! Client secrets: in clear for a moment, kept as a hash (RFC 6749 §2.3.1).

use crate::secret::{self, Secret};
use std::fmt;

/// A client's secret in clear, for the moment in which it is made known.
#[derive(Clone, Debug)]
pub struct ClientSecret(Secret<String>);

impl ClientSecret {
    /// A new secret of 256 random bits, 43 characters. Show it once; only its hash is kept.
    #[must_use]
    pub fn random() -> Self {
        Self(Secret::new(secret::base64url(&secret::random::<32>())))
    }

    /// A secret chosen elsewhere. Under 32 characters it works on a loopback issuer alone.
    pub fn given(text: impl Into<String>) -> Self {
        Self(Secret::new(text.into()))
    }

    /// The secret itself, to hand it to the client's owner.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        let text = self.0.expose();
        SecretHash {
            hash: secret::sha256(text.as_bytes()),
            weak: text.len() < 32,
        }
    }
}

/// The SHA-256 of a client secret. It has no equality: it can only be asked whether a secret fits.
///
/// A fast hash is right here: secrets are random, and a slow one would let anybody keep the
/// server busy. People's passwords are another matter, see `MemoryUsers`.
#[derive(Clone)]
pub struct SecretHash {
    hash: [u8; 32],
    weak: bool,
}

impl SecretHash {
    /// The 32 bytes to keep.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.hash
    }

    /// Whether the secret was given with fewer than 32 characters.
    #[must_use]
    pub const fn is_weak(&self) -> bool {
        self.weak
    }

    /// The hash that a store kept earlier, read back.
    #[must_use]
    pub const fn from_stored(hash: [u8; 32], weak: bool) -> Self {
        Self { hash, weak }
    }

    pub(super) fn fits(&self, sha256: &[u8; 32]) -> bool {
        secret::equal(&self.hash, sha256)
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(..)")
    }
}
