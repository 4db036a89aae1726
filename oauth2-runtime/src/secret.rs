//! Randomness, hashing and comparison of everything that must stay secret; nothing else makes a hash.
//!
//! RFC 6749 §10.10, RFC 6819 §5.1.4. It must not know what its bytes mean to the protocol.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use std::cmp::Ordering;
use std::fmt;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroize;

/// A value that cannot be printed, compared or serialised, and that wipes itself when dropped.
///
/// Its text leaves through [`Secret::expose`] alone, so a reviewer finds every such place.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes ownership of a secret value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Lends the value itself: for the reply that carries it, and for nothing that is kept.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The only form in which a token, code, session or ticket reaches a store: a SHA-256 that is bound
/// to the kind of value and to the issuer.
///
/// So a code is never accepted as a token, and two providers on one store do not accept each
/// other's tokens. A store keeps the 32 bytes of [`TokenHash::as_bytes`] and compares them freely.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The 32 bytes to keep.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash that a store kept earlier, read back.
    #[must_use]
    pub const fn from_stored(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// In the order of the bytes: the first eight, as a number, tell almost all apart.
impl Ord for TokenHash {
    fn cmp(&self, other: &Self) -> Ordering {
        let first = |hash: &Self| hash.0.first_chunk().copied().map(u64::from_be_bytes);
        let rest = || self.0.cmp(&other.0);
        first(self).cmp(&first(other)).then_with(rest)
    }
}

impl PartialOrd for TokenHash {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, ..] = self.0;
        write!(f, "TokenHash({a:02x}{b:02x}{c:02x}..)")
    }
}

/// What the successor of a refresh token was derived with. With a spent token it gives the live one, so
/// it does not print itself. Nobody presents one: a store compares it freely.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 16]);

impl Salt {
    /// The 16 bytes to keep.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The salt that a store kept earlier, read back.
    #[must_use]
    pub const fn from_stored(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// What a hashed value is; part of the hash, so that kinds never meet.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Access,
    Code,
    RefreshFamily,
    RefreshSecret,
    Session,
    Ticket,
    OwnAccess,
    Consent,
}

/// Hashes values of one issuer.
#[derive(Clone)]
pub(crate) struct Hasher {
    tags: [[u8; 12]; 8],
}

impl Hasher {
    pub(crate) fn new(issuer: &str) -> Self {
        let tag = |kind: &str| {
            let digest = Sha256::new()
                .chain_update(kind)
                .chain_update("\0")
                .chain_update(issuer);
            let mut tag = [0; 12];
            tag.iter_mut()
                .zip(digest.finalize())
                .for_each(|(to, from)| *to = from);
            tag
        };
        Self {
            tags: [
                "access", "code", "family", "refresh", "session", "ticket", "own", "consent",
            ]
            .map(tag),
        }
    }

    /// Tag and 43 characters are 55 bytes: one compression of SHA-256.
    pub(crate) fn hash(&self, kind: Kind, value: &[u8]) -> TokenHash {
        let [access, code, family, refresh, session, ticket, own, consent] = &self.tags;
        let tag = match kind {
            Kind::Access => access,
            Kind::Code => code,
            Kind::RefreshFamily => family,
            Kind::RefreshSecret => refresh,
            Kind::Session => session,
            Kind::Ticket => ticket,
            Kind::OwnAccess => own,
            Kind::Consent => consent,
        };
        TokenHash(
            Sha256::new()
                .chain_update(tag)
                .chain_update(value)
                .finalize()
                .into(),
        )
    }
}

/// Bytes of the process's generator, a userspace CSPRNG that the system seeds.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(
        clippy::disallowed_methods,
        reason = "this file is where randomness enters"
    )]
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// SHA-256 of a whole text, for client secrets, PKCE and names derived from the issuer.
pub(crate) fn sha256(value: &[u8]) -> [u8; 32] {
    Sha256::digest(value).into()
}

/// HMAC-SHA256 over the concatenation of `parts`; the caller keeps them unambiguous.
pub(crate) fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC accepts a key of any length (RFC 2104 §2): the error branch does not exist.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Constant-time equality, eight bytes at a time; unequal lengths are unequal.
pub(crate) fn equal(a: &[u8], b: &[u8]) -> bool {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks(), b.as_chunks());
    let rests = a.len().ct_eq(&b.len()) & a_rest.ct_eq(b_rest);
    let equal = a.iter().zip(b).fold(rests, |same, (a, b)| {
        same & u64::from_ne_bytes(*a).ct_eq(&u64::from_ne_bytes(*b))
    });
    equal.into()
}

/// A random identifier of 16 hex digits, to find one event in the log.
pub(crate) fn correlation_id() -> String {
    format!("{:016x}", u64::from_be_bytes(random()))
}

/// Base64url without padding (RFC 4648 §5).
pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The same, behind other characters.
pub(crate) fn base64url_onto(bytes: &[u8], text: &mut Vec<u8>) {
    let start = text.len();
    text.resize(start + (bytes.len() * 4).div_ceil(3), 0);
    let place = text.get_mut(start..).unwrap_or_default();
    let length = URL_SAFE_NO_PAD
        .encode_slice(bytes, place)
        .unwrap_or_default();
    debug_assert_eq!(length, place.len());
}

/// Whether a text is the base64url of these four bytes.
pub(crate) fn is_base64url(text: &str, bytes: [u8; 4]) -> bool {
    let mut written = [0; 6];
    let length = URL_SAFE_NO_PAD.encode_slice(bytes, &mut written);
    length == Ok(6) && *text.as_bytes() == written
}

/// The bytes of an unpadded base64url text, or `None` for anything else.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The 32 bytes of 43 characters of base64url.
pub(crate) fn from_base64url_43(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 33];
    let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes);
    let (whole, _) = bytes.split_first_chunk()?;
    (text.len() == 43 && length == Ok(32)).then_some(*whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn secrets_are_equal_when_each_byte_is_and_none_is_missing() {
        let secret: Vec<u8> = (0..43).collect();
        assert!(equal(&secret, &secret.clone()) && equal(b"", b""));
        for at in 0..secret.len() {
            let mut other = secret.clone();
            other[at] ^= 1;
            assert!(!equal(&secret, &other), "{at}");
            // Alike wherever both have a byte, at the end as well.
            let alike = [7; 43];
            assert!(!equal(&alike, &alike[..at]), "{at}");
            assert!(!equal(&alike[..at], &alike), "{at}");
        }
    }

    #[test]
    fn a_hash_depends_on_the_kind_and_the_issuer() {
        let (a, b) = (
            Hasher::new("https://a.example"),
            Hasher::new("https://b.example"),
        );
        assert_ne!(a.hash(Kind::Access, b"x"), a.hash(Kind::Code, b"x"));
        assert_ne!(a.hash(Kind::Access, b"x"), b.hash(Kind::Access, b"x"));
        assert_eq!(a.hash(Kind::Access, b"x"), a.hash(Kind::Access, b"x"));
    }

    #[test]
    fn a_secret_is_wiped_when_it_is_dropped() {
        struct Told<'a>(&'a Cell<bool>);
        impl Zeroize for Told<'_> {
            fn zeroize(&mut self) {
                self.0.set(true);
            }
        }
        let wiped = Cell::new(false);
        let secret = Secret::new(Told(&wiped));
        assert!(!secret.expose().0.get());
        drop(secret);
        assert!(wiped.get());
    }

    #[test]
    fn a_secret_does_not_print_itself() {
        assert_eq!(
            format!("{:?}", Secret::new("wonderland".to_owned())),
            "Secret(..)"
        );
        assert_eq!(format!("{:?}", Salt::from_stored([7; 16])), "Salt(..)");
    }
}
