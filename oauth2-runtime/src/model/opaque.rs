//! The written form of opaque values: a prefix that secret scanners find, random characters, and
//! six check characters, so that a typo costs no look-up.

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
    /// Writes the value whose base64url characters are `body`.
    pub(crate) fn write(self, body: &str) -> String {
        let mut text = String::with_capacity(self.prefix.len() + self.len + 6);
        text.push_str(self.prefix);
        text.push_str(body);
        let check = check_characters(&text);
        text.push_str(&check);
        text
    }

    /// The base64url characters of a value of this kind; `None` for any other text.
    pub(crate) fn read(self, text: &str) -> Option<&str> {
        let (head, check) = text.split_at_checked(self.prefix.len() + self.len)?;
        let body = head.strip_prefix(self.prefix)?;
        let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (body.bytes().all(alphabet) && check == check_characters(head)).then_some(body)
    }

    pub(crate) fn has_prefix(self, text: &str) -> bool {
        text.starts_with(self.prefix)
    }
}

/// CRC-32 as six base64url characters: it tells typos, it protects nothing.
fn check_characters(text: &str) -> String {
    secret::base64url(&crc32fast::hash(text.as_bytes()).to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_told_without_a_look_up() {
        let token = ACCESS.write(&secret::base64url(&secret::random::<32>()));
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
