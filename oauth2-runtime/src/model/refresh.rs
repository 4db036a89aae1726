//! A refresh token as it was presented: the family it names and the secret that proves it.

use super::opaque;
use crate::secret::{Hasher, Kind, Secret, TokenHash};

/// A refresh token of the right shape.
#[derive(Debug)]
pub(crate) struct PresentedRefresh {
    body: Secret<String>,
    pub(crate) family_hash: TokenHash,
    pub(crate) secret_hash: TokenHash,
}

impl PresentedRefresh {
    pub(crate) fn parse(text: &str, hasher: &Hasher) -> Option<Self> {
        Some(Self::new(opaque::REFRESH.read(text)?, hasher))
    }

    /// The token of these 65 base64url characters: 22 of the family, and the secret's.
    pub(crate) fn new(body: &str, hasher: &Hasher) -> Self {
        let (family, secret) = Self::halves(body);
        Self {
            family_hash: hasher.hash(Kind::RefreshFamily, family.as_bytes()),
            secret_hash: hasher.hash(Kind::RefreshSecret, secret.as_bytes()),
            body: Secret::new(body.to_owned()),
        }
    }

    pub(crate) fn family(&self) -> &str {
        Self::halves(self.body.expose()).0
    }

    pub(crate) fn secret(&self) -> &str {
        Self::halves(self.body.expose()).1
    }

    /// Family and secret of a token's 65 characters.
    pub(crate) fn halves(body: &str) -> (&str, &str) {
        body.split_at_checked(22).unwrap_or_default()
    }
}
