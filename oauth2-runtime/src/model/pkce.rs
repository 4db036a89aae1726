//! PKCE by S256 alone (RFC 7636): a parsed challenge, a parsed verifier, one comparison.

use super::alphabet;
use crate::secret;

/// The challenge of an authorization request: the SHA-256 of a verifier, 32 bytes.
#[derive(Clone, Copy, Debug)]
pub struct CodeChallenge([u8; 32]);

impl CodeChallenge {
    /// Parses 43 base64url characters (RFC 7636 §4.2).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        secret::from_base64url_43(text).map(Self)
    }

    /// The 32 bytes to keep.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The challenge that a store kept earlier, read back.
    #[must_use]
    pub const fn from_stored(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Whether `verifier` made this challenge, in constant time (RFC 7636 §4.6).
    pub(crate) fn is_met_by(&self, verifier: &CodeVerifier<'_>) -> bool {
        secret::equal(&self.0, &secret::sha256(verifier.0.as_bytes()))
    }
}

/// A verifier of the right shape: 43 to 128 unreserved characters (RFC 7636 §4.1).
#[derive(Clone, Copy)]
pub(crate) struct CodeVerifier<'a>(&'a str);

impl<'a> CodeVerifier<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let good = alphabet::is_of(text, alphabet::unreserved);
        (good && (43..=128).contains(&text.len())).then_some(Self(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_appendix_b() {
        let challenge =
            CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
        let verifier = |text| CodeVerifier::parse(text).unwrap();
        assert!(challenge.is_met_by(&verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")));
        assert!(!challenge.is_met_by(&verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXj")));
    }

    #[test]
    fn shapes_are_checked() {
        assert!(CodeChallenge::parse(&"a".repeat(42)).is_none());
        assert!(CodeChallenge::parse(&"=".repeat(43)).is_none());
        for bad in [
            "a".repeat(42),
            "a".repeat(129),
            format!("{}/", "a".repeat(50)),
        ] {
            assert!(CodeVerifier::parse(&bad).is_none(), "{bad}");
        }
    }
}
