//! The written form of opaque values: a prefix that secret scanners find, random characters, and
//! six check characters, so that a typo costs no look-up.

use super::alphabet;
use crate::secret;

pub(crate) const ACCESS: Opaque = Opaque {
    prefix: "oat_",
    len: 43,
};
pub(crate) const CODE: Opaque = Opaque {
    prefix: "oac_",
    len: 43,
};
pub(crate) const REFRESH: Opaque = Opaque {
    prefix: "ort_",
    len: 22 + 43,
};

/// One kind of opaque value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opaque {
    prefix: &'static str,
    len: usize,
}

impl Opaque {
    /// Writes the value of these bytes.
    pub(crate) fn write(self, bytes: &[u8]) -> String {
        self.write_with(|text| secret::base64url_onto(bytes, text))
    }

    /// Writes the value whose base64url characters `body` appends.
    pub(crate) fn write_with(self, body: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut text = Vec::with_capacity(self.prefix.len() + self.len + 6);
        text.extend_from_slice(self.prefix.as_bytes());
        body(&mut text);
        let check = check(&text);
        secret::base64url_onto(&check, &mut text);
        // All of it is ASCII.
        String::from_utf8(text).unwrap_or_default()
    }

    /// The base64url characters of a value that was written here.
    pub(crate) fn body(self, text: &str) -> &str {
        let body = self.prefix.len()..self.prefix.len() + self.len;
        text.get(body).unwrap_or_default()
    }

    /// The base64url characters of a value of this kind; `None` for any other text.
    // Called, and not written in place, it takes a hundred instructions more of a bearer request.
    #[inline]
    pub(crate) fn read(self, text: &str) -> Option<&str> {
        let (head, check) = text.split_at_checked(self.prefix.len() + self.len)?;
        let body = head.strip_prefix(self.prefix)?;
        let good = alphabet::is_of(body, alphabet::base64url);
        let check_of_head = self::check(head.as_bytes());
        (good && secret::is_base64url(check, check_of_head)).then_some(body)
    }

    pub(crate) fn has_prefix(self, text: &str) -> bool {
        text.starts_with(self.prefix)
    }
}

/// CRC-32, six base64url characters: it tells typos, it protects nothing.
fn check(text: &[u8]) -> [u8; 4] {
    crc32fast::hash(text).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_told_without_a_look_up() {
        let token = ACCESS.write(&secret::random::<32>());
        assert_eq!(token.len(), 53);
        assert!(ACCESS.read(&token).is_some());
        for at in 4..token.len() {
            let mut typo = token.clone().into_bytes();
            typo[at] = if typo[at] == b'A' { b'B' } else { b'A' };
            assert!(
                ACCESS.read(&String::from_utf8(typo).unwrap()).is_none(),
                "{at}"
            );
        }
        assert!(CODE.read(&token).is_none());
    }
}
