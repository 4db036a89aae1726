//! A refresh token as it was presented: the family it names and the secret that proves it.

use super::opaque;
use crate::secret::{Hasher, Kind, Secret, TokenHash};

/// A refresh token of the right shape.
#[derive(Debug)]
pub(crate) struct PresentedRefresh {
    family: Secret<String>,
    secret: Secret<String>,
    pub(crate) family_hash: TokenHash,
    pub(crate) secret_hash: TokenHash,
}

impl PresentedRefresh {
    pub(crate) fn parse(text: &str, hasher: &Hasher) -> Option<Self> {
        let (family, secret) = opaque::REFRESH.read(text)?.split_at_checked(22)?;
        Some(Self::new(family, secret, hasher))
    }

    /// The token of these two halves, 22 and 43 base64url characters.
    pub(crate) fn new(family: &str, secret: &str, hasher: &Hasher) -> Self {
        Self {
            family_hash: hasher.hash(Kind::RefreshFamily, family.as_bytes()),
            secret_hash: hasher.hash(Kind::RefreshSecret, secret.as_bytes()),
            family: Secret::new(family.to_owned()),
            secret: Secret::new(secret.to_owned()),
        }
    }

    pub(crate) fn family(&self) -> &str {
        self.family.expose()
    }

    pub(crate) fn secret(&self) -> &str {
        self.secret.expose()
    }
}
