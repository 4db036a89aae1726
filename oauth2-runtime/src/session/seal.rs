//! Bytes that only the same browser can bring back unchanged: HMAC under a key of its cookie.

use crate::secret::{self, Secret};

/// A key that a cookie's value gives, for one purpose at one place.
#[derive(Clone, Debug)]
pub(crate) struct SealingKey(Secret<[u8; 32]>);

impl SealingKey {
    /// `purpose` and `place` must not hold a NUL; so no two keys collide.
    pub(crate) fn new(cookie: &str, purpose: &str, issuer: &str, place: &str) -> Self {
        let parts = [purpose, issuer, place].map(str::as_bytes);
        let [purpose, issuer, place] = parts;
        let key = secret::hmac(cookie.as_bytes(), &[purpose, b"\0", issuer, b"\0", place]);
        Self(Secret::new(key))
    }

    /// The bytes with their tag in front, as base64url text.
    pub(crate) fn seal(&self, bytes: &[u8]) -> String {
        let mut sealed = self.derive("seal", bytes).to_vec();
        sealed.extend_from_slice(bytes);
        secret::base64url(&sealed)
    }

    /// The bytes of a text that this key sealed.
    pub(crate) fn open(&self, text: &str) -> Option<Vec<u8>> {
        let sealed = secret::from_base64url(text)?;
        let (tag, bytes) = sealed.split_at_checked(32)?;
        secret::equal(tag, &self.derive("seal", bytes)).then(|| bytes.to_vec())
    }

    /// The bytes of a text that any key may have sealed: to be treated as a stranger's input.
    pub(crate) fn peek(text: &str) -> Option<Vec<u8>> {
        let sealed = secret::from_base64url(text)?;
        sealed.split_at_checked(32).map(|(_, bytes)| bytes.to_vec())
    }

    /// 32 bytes that only a holder of this key can compute.
    pub(crate) fn derive(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        secret::hmac(self.0.expose(), &[purpose.as_bytes(), b"\0", bytes])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_cookie_purpose_and_place_open_a_seal() {
        let key = |cookie, purpose| SealingKey::new(cookie, purpose, "https://a.example", "/d");
        let sealed = key("c", "ticket/1").seal(b"hello");
        assert_eq!(
            key("c", "ticket/1").open(&sealed).as_deref(),
            Some(b"hello".as_slice())
        );
        assert!(key("d", "ticket/1").open(&sealed).is_none());
        assert!(key("c", "login/1").open(&sealed).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(key("c", "ticket/1").open(&changed).is_none(), "{at}");
        }
        assert!(key("c", "ticket/1").open("").is_none());
    }
}
